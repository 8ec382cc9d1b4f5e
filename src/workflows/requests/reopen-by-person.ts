import { z } from 'zod';
import { undoDismissal } from '../../conversation/undo-dismissal.js';
import { readEarlier } from '../../ledger/read-earlier.js';
import { onceForRequest } from './once-for-request.js';
import { Request, requestKey } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { requestedPull } from './requested-pull.js';
import { startRequestRuns } from './start-request-runs.js';

export const ReopenInput = Request.extend({ findingId: z.string() });
export type ReopenInput = z.output<typeof ReopenInput>;

export interface Reopened {
  kind: 'reopened';
  /** Numbers of the findings of its pull request that are open again. */
  handles: number[];
  /** Of the runs that show it on the pull request. */
  executionIds: string[];
}

/**
 * Takes the dismissal of a finding back as `/nectr reopen` does, with everything it covered, in the name of a person who
 * is signed in and may write; shown on the pull request by the run that is queued.
 */
export function reopenByPerson(source: RequestSource, input: ReopenInput): Promise<Reopened | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { findingId } = input;
    const pull = await requestedPull(manager, input.installationId, { findingId });
    const { findings } = await readEarlier(manager, pull.pullRequestId);
    const finding = findings.find(({ id }) => id === findingId.toLowerCase());
    if (finding === undefined) throw new RefusedRequestError('not found', 'There is no such finding.');
    const details = { finding_id: finding.id };
    return onceForRequest(manager, input, pull, { verb: 'reopen', details }, async (event): Promise<Reopened> => {
      const person = { id: input.by.githubId, login: input.by.login };
      const entry = { pullRequestId: pull.pullRequestId, by: person, key: requestKey(event.id) };
      const undone = await undoDismissal(manager, finding, entry);
      if (undone.kind === 'refused') throw new RefusedRequestError('refused', undone.reason);
      const { handles } = undone;
      const asked = { verb: 'reopen' as const, finding: finding.handle, changed: handles };
      const executionIds = await startRequestRuns(manager, pull, event, { person, asked });
      return { kind: 'reopened', handles, executionIds };
    });
  });
}
