import { z } from 'zod';
import { type Forgotten, forgetMemory } from '../../ledger/forget-memory.js';
import { findMemory } from '../../memory/find-memory.js';
import { RefusedMemoryError } from '../../memory/refused-memory-error.js';
import { onceForRequest } from './once-for-request.js';
import { Request, requestKey } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { requestedPull } from './requested-pull.js';
import { startRequestRuns } from './start-request-runs.js';

export const ForgetInput = Request.extend({ memoryId: z.string() });
export type ForgetInput = z.output<typeof ForgetInput>;

export interface ForgottenByPerson {
  kind: 'forgotten';
  /** `M<number>`. */
  number: number;
  /** The findings that are open again, where it was a dismissal. */
  reopened: Forgotten['reopened'];
  /** Of the runs that show it on the pull request where it was said; elsewhere the next review does. */
  executionIds: string[];
}

/**
 * Forgets a memory as `/nectr forget` does, in the name of a person who may (the caller has asked for its repository, or
 * for the installation where it holds everywhere): a dismissal with everything it covered.
 */
export function forgetByPerson(source: RequestSource, input: ForgetInput): Promise<ForgottenByPerson | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { installationId, memoryId, by } = input;
    const person = { id: by.githubId, login: by.login };
    const memory = await findMemory(manager, { installationId, id: memoryId, viewer: person });
    if (memory === null) throw new RefusedRequestError('not found', 'There is no such memory.');
    const { number, dismissal, source: told } = memory;
    const pull =
      dismissal !== null && told.pullRequestId !== null
        ? await requestedPull(manager, installationId, { pullRequestId: told.pullRequestId })
        : null;
    const place = pull ?? { installationId, githubInstallationId: null, githubRepoId: null };
    const asked = { verb: 'forget' as const, details: { memory_id: memory.id } };
    return onceForRequest(manager, input, place, asked, async (event): Promise<ForgottenByPerson> => {
      const key = requestKey(event.id);
      const forgotten = await forgetMemory(manager, { installationId, number, by: person, key }).catch((error) => {
        if (error instanceof RefusedMemoryError) throw new RefusedRequestError('refused', error.message);
        throw error;
      });
      if (forgotten === null) throw new RefusedRequestError('refused', `M${number} is forgotten already.`);
      const { reopened } = forgotten;
      const changed = reopened.filter(({ pullRequestId }) => pullRequestId === pull?.pullRequestId);
      const handles = changed.map(({ handle }) => handle);
      if (pull === null || dismissal === null || handles.length === 0) {
        return { kind: 'forgotten', number, reopened, executionIds: [] };
      }
      const shown = { verb: 'reopen' as const, finding: dismissal.handle, changed: handles };
      const executionIds = await startRequestRuns(manager, pull, event, { person, asked: shown });
      return { kind: 'forgotten', number, reopened, executionIds };
    });
  });
}
