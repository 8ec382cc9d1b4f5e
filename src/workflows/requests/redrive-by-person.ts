import { z } from 'zod';
import { redrive } from '../events/redrive.js';
import { Person } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';

export const RedriveInput = z.object({ installationId: z.int().positive(), by: Person, eventId: z.string() });
export type RedriveInput = z.output<typeof RedriveInput>;

export interface RedrivenEvent {
  kind: 'redriven';
  /** Engine ids of what is tried again. */
  queued: string[];
  /** Why other runs of the event are not. */
  refused: string[];
}

/**
 * Gives a failed event of an installation another try, or its failed runs, as `nectr events redrive` does; the new runs
 * keep the name of the person. A second call finds nothing failed any more and says so.
 */
export function redriveByPerson(source: RequestSource, input: RedriveInput): Promise<RedrivenEvent | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { installationId, eventId, by } = input;
    const answers = await redrive(manager, eventId, {
      installationId,
      by: { id: by.githubId, login: by.login },
    });
    const queued = answers.flatMap((answer) => (answer.kind === 'queued' ? [answer.id] : []));
    const refused = answers.flatMap((answer) => (answer.kind === 'refused' ? [answer.reason] : []));
    if (refused.includes('no such event')) throw new RefusedRequestError('not found', 'There is no such event.');
    if (queued.length === 0) throw new RefusedRequestError('refused', `Nothing to try again: ${refused.join('; ')}.`);
    return { kind: 'redriven', queued, refused };
  });
}
