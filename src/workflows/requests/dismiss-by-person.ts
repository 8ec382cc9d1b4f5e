import { z } from 'zod';
import { type ReasonName, REASON_NAMES } from '../../conversation/dismissal-reason.js';
import { enterDismissal } from '../../conversation/enter-dismissal.js';
import { MOST_DAYS } from '../../conversation/lasting.js';
import { readEarlier } from '../../ledger/read-earlier.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { onceForRequest } from './once-for-request.js';
import { Request, requestKey } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { requestedPull } from './requested-pull.js';
import { startRequestRuns } from './start-request-runs.js';

const LONGEST_NOTE = 500;

/** What a dismissal says (api.md, "Settled"). */
export const Dismissal = z.object({
  reason: z.enum(Object.keys(REASON_NAMES) as [ReasonName, ...ReasonName[]]),
  scope: z.enum(['finding', 'file', 'repository']).default('finding'),
  note: z.string().max(LONGEST_NOTE).default(''),
  /** Null: for good. */
  expiresInDays: z.int().min(1).max(MOST_DAYS).nullable().default(null),
});
export const DismissInput = Request.extend({ findingId: z.string(), ...Dismissal.shape });
export type DismissInput = z.output<typeof DismissInput>;

export interface Dismissed {
  kind: 'dismissed';
  /** Numbers of the findings of its pull request that are dismissed by it. */
  handles: number[];
  /** How far it reaches: secrets, and what is about security, are dismissed one by one. */
  scope: DismissInput['scope'];
  /** Of the runs that show it on the pull request. */
  executionIds: string[];
}

/**
 * Dismisses a finding as `/nectr dismiss` does, in the name of a person who is signed in and may write: the ledger has
 * it when this returns, and the run that shows it on the pull request is queued.
 */
export function dismissByPerson(source: RequestSource, input: DismissInput): Promise<Dismissed | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { findingId, reason, scope, note, expiresInDays: days } = input;
    const pull = await requestedPull(manager, input.installationId, { findingId });
    const { installationId, repositoryId, pullRequestId } = pull;
    const { findings } = await readEarlier(manager, pullRequestId);
    const finding = findings.find(({ id }) => id === findingId.toLowerCase());
    if (finding === undefined) throw new RefusedRequestError('not found', 'There is no such finding.');
    const dismissal = { reason: REASON_NAMES[reason], text: cleanText(oneLine(note)), scope, days };
    const details = { finding_id: finding.id, dismissal };
    return onceForRequest(manager, input, pull, { verb: 'dismiss', details }, async (event): Promise<Dismissed> => {
      const person = { id: input.by.githubId, login: input.by.login };
      const place = {
        installationId,
        repositoryId,
        pullRequestId,
        by: person,
        sourceKind: 'api' as const,
        key: requestKey(event.id),
        link: null,
      };
      const entered = await enterDismissal(manager, place, finding, dismissal, cleanText);
      if (entered.kind === 'refused') throw new RefusedRequestError('refused', entered.reason);
      const { handles, scope: reaches } = entered;
      const asked = { verb: 'dismiss' as const, finding: finding.handle, dismissal, changed: handles };
      const executionIds = await startRequestRuns(manager, pull, event, { person, asked });
      return { kind: 'dismissed', handles, scope: reaches, executionIds };
    });
  });
}

/** As the words of a command are: in one line, and without what the database cannot hold. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\0]+/g, ' ')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .trim();
}
