import type { Snapshot } from '../snapshot/types.js';
import { analyse } from './analyzers/analyse.js';
import { anchorFindings } from './anchor-findings.js';
import { compareRound } from './compare-round.js';
import { decideOutcome } from './decide-outcome.js';
import { gatherContext, type GatherSource } from './gather-context.js';
import { planReview } from './plan-review.js';
import { readContents } from './read-contents.js';
import { renderReview } from './render-review.js';
import type {
  Change,
  Coverage,
  Dropped,
  LedgerFinding,
  RenderedReview,
  ReviewContext,
  ReviewPlan,
  ReviewSettings,
  Round,
} from './types.js';
import { verifyClaims } from './verify-claims.js';

/** The steps of a review run, by the names they have in code, logs and screens (behaviour.md). */
export type StepName = 'fetch' | 'plan' | 'gather' | 'analyse' | 'verify' | 'anchor' | 'compare' | 'render';

/** Where a review reads from. Each may throw; what may be missing is said at its field. */
export interface ReviewSources {
  fetchChange(): Promise<Change>;
  fetchSettings(change: Change): Promise<{ settings: ReviewSettings; notices: string[] }>;
  /** The repository at `change.headSha`. A failure makes the review partial. */
  openSnapshot(change: Change): Promise<Snapshot>;
  /** Asked side by side. One that fails or is late is named in the review. */
  gather: readonly GatherSource[];
  /** What earlier rounds told; `round` is the number of this one. */
  earlier(): Promise<{ findings: LedgerFinding[]; round: number }>;
}

/** Runs one step: times it, logs it, ends the review before it if nobody wants it any more. */
export interface ReviewTrace {
  step<T>(name: StepName, work: () => Promise<T>): Promise<T>;
}

export interface ReviewOptions {
  signal: AbortSignal;
  /** Removes secrets from text that is posted. */
  clean(text: string): string;
  gatherDeadlineMs?: number;
}

/** Everything that publishing and the ledger need; small enough to be stored, without file contents. */
export interface ReviewResult {
  baseSha: string;
  rendered: RenderedReview;
  /** Null: nothing was reviewed. */
  round: (Round & { outdated: LedgerFinding[] }) | null;
  coverage: Coverage;
  dropped: Dropped[];
  context: ReviewContext;
  settings: Pick<ReviewSettings, 'request_changes' | 'fail_check'>;
}

/** What could have taken part and did not; said in the last line of the summary. */
const ABSENT = ['Claude not configured'];
const NO_CONTEXT: ReviewContext = { linkedIssues: [], conflicts: [], missing: [] };

/**
 * One review of one head: fetch, plan, gather, analyse, verify, anchor, compare, render. Knows nothing of GitHub or
 * PostgreSQL, posts nothing. Throws what `sources` throw, except where a missing part can be named instead.
 */
export async function reviewPullRequest(
  sources: ReviewSources,
  { step }: ReviewTrace,
  options: ReviewOptions,
): Promise<ReviewResult> {
  const { change, settings, notices } = await step('fetch', async () => {
    const fetched = await sources.fetchChange();
    return { change: fetched, ...(await sources.fetchSettings(fetched)) };
  });
  const plan = await step('plan', async () => planReview(change, settings));
  if (plan.skip !== null) return skipped(change, settings, plan, notices, options);

  const context = await step('gather', () =>
    gatherContext(sources.gather, change, options.signal, options.gatherDeadlineMs ?? 15_000),
  );
  const { contents, claims, unread } = await step('analyse', async () => {
    const read = await readContents(plan.files, () => sources.openSnapshot(change));
    const planned = new Set(plan.files.map(({ path }) => path));
    const analysis = await analyse(read.files, { leftOut: change.files.filter(({ path }) => !planned.has(path)) });
    return { contents: read.contents, claims: analysis.claims, unread: [...read.unread, ...analysis.unread] };
  });
  const coverage = withUnread(plan.coverage, unread);
  const verified = await step('verify', () =>
    verifyClaims(claims, async (path) => contents.get(path) ?? null, change, settings),
  );
  const findings = await step('anchor', async () => anchorFindings(verified.claims, change));
  const round = await step('compare', async () => {
    const { findings: earlier, round: number } = await sources.earlier();
    return compareRound(earlier, findings, {
      headSha: change.headSha,
      round: number,
      readPaths: new Set(coverage.read),
      changedPaths: new Set(change.files.map(({ path }) => path)),
    });
  });
  const outcome = decideOutcome(plan, coverage, false);
  const parts = { change, outcome, coverage, context, round, dropped: verified.dropped, notices, absent: ABSENT };
  const rendered = await step('render', async () => renderReview(parts, settings, options.clean));
  return result(change, settings, { rendered, round, coverage, dropped: verified.dropped, context });
}

function skipped(
  change: Change,
  settings: ReviewSettings,
  plan: ReviewPlan,
  notices: string[],
  { clean }: ReviewOptions,
): ReviewResult {
  const round: Round = { number: 1, fresh: [], standing: [], fixed: [], dismissed: [] };
  const { coverage } = plan;
  const outcome = decideOutcome(plan, coverage, false);
  const parts = { change, outcome, coverage, context: NO_CONTEXT, round, dropped: [], notices, absent: ABSENT };
  const rendered = renderReview(parts, settings, clean);
  return result(change, settings, { rendered, round: null, coverage, dropped: [], context: NO_CONTEXT });
}

function result(
  { baseSha }: Change,
  { request_changes, fail_check }: ReviewSettings,
  parts: Pick<ReviewResult, 'rendered' | 'round' | 'coverage' | 'dropped' | 'context'>,
): ReviewResult {
  return { baseSha, settings: { request_changes, fail_check }, ...parts };
}

/** A file that an analyzer or the snapshot gave up on is not read, whatever was planned. */
function withUnread(coverage: Coverage, unread: readonly { path: string; reason: string }[]): Coverage {
  const paths = new Set(unread.map(({ path }) => path));
  return {
    ...coverage,
    read: coverage.read.filter((path) => !paths.has(path)),
    unread: [...coverage.unread, ...unread],
  };
}
