import { z } from '@hono/zod-openapi';
import type { FindingDetail } from '../queries/read-findings.js';

/** What happened to a finding. */
export const HistoryStep = z.object({
  event: z.enum(['found', 'still there', 'fixed', 'outdated', 'dismissed', 'reopened', 'dismissal ended']),
  at: z.iso.datetime().nullable().openapi({ description: 'Null: the ledger does not keep when' }),
  review_id: z.guid().nullable(),
  round: z.int().nullable(),
  head_sha: z.string().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  scope: z.enum(['finding', 'file', 'repository']).nullable(),
  link: z.string().nullable(),
});

type HistoryStep = z.infer<typeof HistoryStep>;

const NOTHING: Omit<HistoryStep, 'event' | 'at'> = {
  review_id: null,
  round: null,
  head_sha: null,
  by: null,
  reason: null,
  note: null,
  scope: null,
  link: null,
};

/** What is known of it, oldest first: its rounds until it was over, and what people said. Pure. */
export function historyOf({ state, fixed_in, rounds, dismissal, dismissed_until }: FindingDetail): HistoryStep[] {
  const fixedAt = fixed_in === null ? -1 : rounds.findIndex(({ head_sha }) => head_sha === fixed_in);
  const dismissedAt = dismissal === null || dismissal.undone_at !== null ? null : timeOf(dismissal.at);
  const steps: HistoryStep[] = rounds.flatMap(({ review_id, round, head_sha, at }, index): HistoryStep[] => {
    const of = { ...NOTHING, at: timeOf(at), review_id, round, head_sha };
    if (index === 0) return [{ ...of, event: 'found' }];
    if (index === fixedAt && state !== 'open') return [{ ...of, event: 'fixed' }];
    // Whether it was still there after it was over, or silenced, nobody looked.
    const isOver = (fixedAt >= 0 && index > fixedAt) || state === 'outdated';
    const isSilent = dismissedAt !== null && state === 'dismissed' && timeOf(at) > dismissedAt;
    return isOver || isSilent ? [] : [{ ...of, event: 'still there' }];
  });
  if (state === 'outdated') steps.push({ ...NOTHING, event: 'outdated', at: null });
  if (state === 'fixed' && fixedAt < 0) steps.push({ ...NOTHING, event: 'fixed', at: null, head_sha: fixed_in });
  if (dismissal !== null) {
    const { by, reason, note, scope, at, link, undone_at, undone_by } = dismissal;
    steps.push({ ...NOTHING, event: 'dismissed', at: timeOf(at), by, reason, note: note || null, scope, link });
    if (undone_at !== null) steps.push({ ...NOTHING, event: 'reopened', at: timeOf(undone_at), by: undone_by });
    else if (dismissed_until !== null && state !== 'dismissed')
      steps.push({ ...NOTHING, event: 'dismissal ended', at: dismissed_until.toISOString() });
  }
  return steps.toSorted((a, b) => (a.at ?? '9').localeCompare(b.at ?? '9'));
}

/** JSON has no dates, and PostgreSQL writes them with microseconds and an offset. */
function timeOf(at: string): string {
  return new Date(at).toISOString();
}
