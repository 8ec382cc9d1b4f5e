import { z } from 'zod';
import { pausePull } from '../../ledger/pause-pull.js';
import { defaultTimings } from '../durable/timings.js';
import { resumeIn } from '../pulls/resume-reviews.js';
import { onceForRequest } from './once-for-request.js';
import { Request, requestKey } from './person-request.js';
import { type Refusal, type RequestSource, wholeRequest } from './refusal.js';
import { requestedPull } from './requested-pull.js';
import { startRequestRuns } from './start-request-runs.js';

export const PauseInput = Request.extend({ pullRequestId: z.string() });
export type PauseInput = z.output<typeof PauseInput>;

export interface Paused {
  kind: 'paused';
  executionIds: string[];
}

export interface Resumed {
  kind: 'resumed';
  /** Whether the head is reviewed now. */
  started: boolean;
  executionIds: string[];
}

/** Pauses the automatic reviews of a pull request as `/nectr pause` does, in the name of a person who may write. */
export function pausePullByPerson(source: RequestSource, input: PauseInput): Promise<Paused | Refusal> {
  return wholeRequest(source, async (manager) => {
    const pull = await requestedPull(manager, input.installationId, input);
    const details = { pull_request_id: pull.pullRequestId };
    return onceForRequest(manager, input, pull, { verb: 'pause', details }, async (event): Promise<Paused> => {
      const person = { id: input.by.githubId, login: input.by.login };
      await pausePull(manager, pull.pullRequestId, person.login);
      const executionIds = await startRequestRuns(manager, pull, event, { person, asked: { verb: 'pause' } });
      return { kind: 'paused', executionIds };
    });
  });
}

/**
 * Ends a pause as `/nectr resume` does, in the name of a person who may write: a head without a review gets one.
 */
export function resumePullByPerson(source: RequestSource, input: PauseInput): Promise<Resumed | Refusal> {
  return wholeRequest(source, async (manager) => {
    const pull = await requestedPull(manager, input.installationId, input);
    const details = { pull_request_id: pull.pullRequestId };
    return onceForRequest(manager, input, pull, { verb: 'resume', details }, async (event): Promise<Resumed> => {
      const person = { id: input.by.githubId, login: input.by.login };
      const trigger = { type: 'request', key: requestKey(event.id) } as const;
      const started = await resumeIn(manager, { ...pull, pullNumber: pull.number }, event, trigger, defaultTimings);
      const asked = { verb: 'resume' as const, started };
      const executionIds = await startRequestRuns(manager, pull, event, { person, asked });
      return { kind: 'resumed', started, executionIds };
    });
  });
}
