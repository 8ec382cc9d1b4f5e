import { z } from 'zod';
import { sha256 } from '../../access/sha256.js';
import { fitAdf } from './adf/fit-adf.js';
import { callJira, pathOf, type JiraCall } from './call-jira.js';
import { makeOnce } from './claim-reference.js';

/** Of a comment: what it was said for, as a hash. */
const PROPERTY = 'nectr.reference';
/** An answer has at most 1 MiB, and a comment 32 KiB of text. */
const PAGE = 20;

const Page = z.object({
  total: z.number(),
  comments: z.array(z.object({ properties: z.array(z.object({ key: z.string(), value: z.unknown() })).default([]) })),
});

/** Says something on an issue, once for each issue and reference. */
export async function commentOnTicket(
  call: JiraCall,
  key: string,
  { body, reference }: { body: string; reference: string },
): Promise<void> {
  const mark = sha256(reference);
  const path = `issue/${pathOf(key)}/comment`;
  await makeOnce(call, `comment ${key.toUpperCase()} ${reference}`, {
    look: async () => ((await hasComment(call, path, mark)) ? true : null),
    make: async () => {
      await callJira(call, {
        method: 'POST',
        path,
        body: { body: fitAdf(body), properties: [{ key: PROPERTY, value: { reference: mark } }] },
        answer: z.object({ id: z.string() }),
        isIdempotent: false,
      });
      return true;
    },
  });
}

/** The newest first: it is one of the last that is looked for. */
async function hasComment(call: JiraCall, path: string, mark: string): Promise<boolean> {
  for (let startAt = 0; ; startAt += PAGE) {
    const { total, comments } = await callJira(call, {
      method: 'GET',
      path,
      query: { orderBy: '-created', expand: 'properties', startAt: String(startAt), maxResults: String(PAGE) },
      answer: Page,
    });
    if (comments.some(({ properties }) => properties.some((one) => isMark(one, mark)))) return true;
    if (comments.length === 0 || startAt + comments.length >= total) return false;
  }
}

function isMark({ key, value }: { key: string; value: unknown }, mark: string): boolean {
  return key === PROPERTY && z.object({ reference: z.literal(mark) }).safeParse(value).success;
}
