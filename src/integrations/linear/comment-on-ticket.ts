import { derivedUuid } from '../../access/derived-uuid.js';
import { z } from 'zod';
import { cutMarkdown } from '../services/cut-markdown.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callLinear, type LinearCall } from './call-linear.js';
import { AlreadyThereError } from './linear-fault.js';
import { readIssue } from './read-issue.js';

const LONGEST_COMMENT = 65_000;

/** Says something on an issue, once for each issue and reference. */
export async function commentOnTicket(
  call: LinearCall,
  key: string,
  { body, reference }: { body: string; reference: string },
): Promise<void> {
  const issue = await readIssue(call, key);
  if (issue === null) throw new ServiceRefusedError('not-found', `Linear has no issue ${key} that the API key can see`);
  const input = {
    id: derivedUuid('comment', issue.id, reference),
    issueId: issue.id,
    body: cutMarkdown(body, LONGEST_COMMENT),
  };
  try {
    await callLinear(call, {
      query: 'mutation Comment($input: CommentCreateInput!) { commentCreate(input: $input) { success } }',
      variables: { input },
      answer: z.object({ commentCreate: z.object({ success: z.literal(true) }) }),
      isIdempotent: false,
    });
  } catch (error) {
    if (!(error instanceof AlreadyThereError)) throw error;
  }
}
