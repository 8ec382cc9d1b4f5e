import { z } from 'zod';
import { DismissalRequest } from '../../conversation/command.js';

/** Who is signed in, as GitHub knows them. */
export const Person = z.object({ githubId: z.int().positive(), login: z.string().min(1).max(255) });
export type Person = z.output<typeof Person>;

/** What every request of a person carries. Whether that person may is asked by whoever calls. */
export const Request = z.object({
  /** Ours. */
  installationId: z.int().positive(),
  by: Person,
  /** The person's own name for it: the same again gets the same answer and does nothing more. */
  requestId: z.string().min(1).max(255),
});
export type Request = z.output<typeof Request>;

const findings = { finding: z.number(), changed: z.array(z.number()) };

/** What a person asked of a pull request, kept with the run that shows it (`trigger_data`). */
export const PersonRequest = z.object({
  person: z.object({ id: z.number(), login: z.string() }),
  asked: z.discriminatedUnion('verb', [
    /** `finding` is its number in the pull request, `changed` those that have another state now. */
    z.object({ verb: z.literal('dismiss'), dismissal: DismissalRequest, ...findings }),
    z.object({ verb: z.literal('reopen'), ...findings }),
    z.object({ verb: z.literal('review'), full: z.boolean() }),
    z.object({ verb: z.literal('pause') }),
    /** `started`: whether a review comes. */
    z.object({ verb: z.literal('resume'), started: z.boolean() }),
  ]),
});
export type PersonRequest = z.output<typeof PersonRequest>;

/** The name of a request in the ledger and in trigger keys; comments have others. */
export function requestKey(eventId: string): string {
  return `request:${eventId}`;
}
