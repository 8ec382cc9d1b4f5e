import type { Snapshot } from '../snapshot/types.js';
import { analyse } from './analyzers/analyse.js';
import { openShare, type ThreadShare } from './analyzers/thread-share.js';
import type { ModelUse } from './ask/agents/model-use.js';
import { anchorFindings } from './verify/anchor-findings.js';
import { askReviewers, type Asked } from './ask/ask-reviewers.js';
import { buildChunks } from './ask/build-chunks.js';
import { boundDiffs } from './plan/bound-diffs.js';
import { boundEarlier } from './rounds/bound-earlier.js';
import { boundRound } from './rounds/bound-round.js';
import { compareRound, type ComparedRound } from './rounds/compare-round.js';
import { keepClaims, type KeptClaims } from './verify/keep-claims.js';
import { decideOutcome } from './render/decide-outcome.js';
import { detectInjections } from './verify/detect-injection.js';
import { followRenames } from './rounds/follow-renames.js';
import { gatherContext, type GatherSource } from './gather/gather-context.js';
import { linesSince } from './plan/lines-since.js';
import { locateEarlier } from './rounds/locate-earlier.js';
import { unmatchedPatterns } from './plan/unmatched-patterns.js';
import { planReview } from './plan/plan-review.js';
import { withUnread } from './plan/with-unread.js';
import { readContents, type Contents } from './plan/read-contents.js';
import { readRuleDocuments } from './gather/read-rule-documents.js';
import { renderReview } from './render/render-review.js';
import type { Reviewer } from './ask/reviewer.js';
import type { SkipSettings } from './plan/skip-reason.js';
import type {
  Change,
  Coverage,
  Dropped,
  Finding,
  LedgerFinding,
  RenderedReview,
  ReviewContext,
  ReviewPlan,
  ReviewSettings,
  Round,
} from './types.js';
import { maskFindings } from './verify/mask-findings.js';
import { sumDropped } from './verify/sum-dropped.js';
import { verifyClaims } from './verify/verify-claims.js';

/** The steps of a review run, by the names they have in code, logs and screens (behaviour.md). */
export type StepName = 'fetch' | 'plan' | 'gather' | 'analyse' | 'ask' | 'verify' | 'anchor' | 'compare' | 'render';

/** What earlier rounds left behind. */
export interface Earlier {
  findings: LedgerFinding[];
  /** The number of this round. */
  round: number;
  /** The head of the last round that came to its end; null in the first round. */
  lastHeadSha: string | null;
  /** Whether a person's dismissal for a file or the repository covers a finding. */
  isDismissed?: (finding: Finding) => boolean;
}

/** Where a review reads from. Each may throw; what may be missing is said at its field. */
export interface ReviewSources {
  fetchChange(): Promise<Change>;
  fetchSettings(change: Change): Promise<{ settings: ReviewSettings; notices: string[] }>;
  /**
   * The repository at a commit. An UnreadableError at the head makes the review partial, at an earlier head a full
   * re-read; other errors end it.
   */
  openSnapshot(change: Change, sha: string): Promise<Snapshot>;
  /** One file at `change.headSha` that the snapshot does not have. Null: it is not there. Throws as `openSnapshot` does. */
  readFile?(change: Change, path: string): Promise<Buffer | null>;
  /** A file as it stands on the base branch; null: there is none. Absent: what the change touches there stays unknown. */
  readBase?(change: Change, path: string): Promise<string | null>;
  /** Asked side by side. One that fails or is late is named in the review. */
  gather: readonly GatherSource[];
  /** Asked after the change is fetched, before anything is planned. */
  earlier(change: Change): Promise<Earlier>;
}

/** Runs one step: times it, logs it, ends the review before it if nobody wants it any more. */
export interface ReviewTrace {
  step<T>(name: StepName, work: () => Promise<T>): Promise<T>;
}

export interface ReviewOptions {
  signal: AbortSignal;
  /** Removes secrets from text that is posted or sent to the model. */
  clean(text: string): string;
  /** Absent: no model is configured; the rules speak alone and the review says so. */
  reviewer?: Reviewer;
  /** Reads everything again, not only what is new since the last round. */
  full?: boolean;
  gatherDeadlineMs?: number;
  /** What this review may use of the analyzer threads; a share of its own, of nobody's turn, when absent. */
  threads?: ThreadShare;
}

/** Everything that publishing and the ledger need; small enough to be stored, without file contents. */
export interface ReviewResult {
  baseSha: string;
  baseRef: string;
  rendered: RenderedReview;
  /** Null: nothing was reviewed. */
  round: ComparedRound | null;
  coverage: Coverage;
  dropped: Dropped[];
  context: ReviewContext;
  settings: Pick<ReviewSettings, 'request_changes' | 'fail_check'> & SkipSettings;
  /** Null: no model took part. */
  model: (ModelUse & { model: string; toolCalls: number; parts: Asked['parts'] }) | null;
}

const NO_CONTEXT: ReviewContext = { linkedIssues: [], conflicts: [], missing: [] };

/**
 * One review of one head: fetch, plan, gather, analyse, ask, verify, anchor, compare, render. Knows nothing of GitHub or
 * PostgreSQL, posts nothing. Throws what `sources` throw, except where a missing part can be named instead.
 */
export async function reviewPullRequest(
  sources: ReviewSources,
  { step }: ReviewTrace,
  options: ReviewOptions,
): Promise<ReviewResult> {
  const startedAt = Date.now();
  const { reviewer, clean, signal, threads = openShare() } = options;
  const fetched = await step('fetch', () => fetchAll(sources));
  const { change, settings } = fetched;
  const plan = await step('plan', async () => planReview(change, settings));
  if (plan.skip !== null && !plan.searchFirst) return skipped(change, settings, plan, fetched.notices, options);

  const context = await step('gather', () =>
    gatherContext(sources.gather, change, signal, options.gatherDeadlineMs ?? 15_000),
  );
  const known = boundEarlier(followRenames(fetched.earlier.findings, change));
  const earlier = { ...fetched.earlier, findings: known.findings };
  const read = await step('analyse', () =>
    analyseChange(sources, fetched, plan, earlier, { full: options.full === true, threads }),
  );
  const isSilent = read.kept.claims.length + read.unread.length + earlier.findings.length === 0;
  if (plan.skip !== null && isSilent) return skipped(change, settings, plan, fetched.notices, options);
  const located = await locateEarlier(earlier.findings, read.texts, read.since);
  const asked =
    reviewer === undefined || plan.skip !== null
      ? null
      : await step('ask', () =>
          ask(
            sources,
            reviewer,
            { change, settings, plan, context, earlier, read, located },
            { clean, signal, threads },
          ),
        );

  const coverage = withUnread(plan.coverage, {
    unread: [...read.unread, ...(asked?.unread ?? [])],
    skipped: read.skipped,
  });
  const kept = keepClaims(settings);
  kept.add(asked?.claims ?? read.kept.claims);
  const { claims, ...more } = kept.kept();
  const verified = await step('verify', () => verifyClaims(claims, (path) => read.texts.read(path), change, settings));
  const findings = await step('anchor', () => maskFindings(anchorFindings(verified.claims, change), read.texts));
  const round = await step('compare', async () =>
    boundRound(
      compareRound(earlier.findings, findings, {
        headSha: change.headSha,
        round: earlier.round,
        readPaths: new Set(coverage.read),
        searchedPaths: searchedWhole(read, coverage),
        changedPaths: new Set(change.files.map(({ path }) => path)),
        since: read.since,
        located,
        judged: new Map(asked?.judged.map(({ handle, fixed }) => [handle, { fixed }])),
        cut: new Set([...read.kept.cut, ...more.cut]),
        isDismissed: earlier.isDismissed ?? (() => false),
      }),
    ),
  );
  const dropped = sumDropped([
    ...read.kept.dropped,
    ...(asked?.dropped ?? []),
    ...more.dropped,
    ...verified.dropped,
    ...round.dropped,
  ]);
  const outcome = decideOutcome({ skip: null }, coverage, asked);
  const notices = [
    ...fetched.notices,
    ...(known.left > 0 ? [`${known.left} findings of earlier rounds were not compared: there are too many.`] : []),
    ...plan.notices,
    ...unmatchedPatterns(settings.paths, [...read.snapshotPaths, ...change.files.map(({ path }) => path)]),
    ...read.notices,
    ...(await injectionNotices(change, context)),
  ];
  const parts = {
    change,
    outcome,
    coverage,
    context,
    round,
    dropped,
    notices,
    asked,
    modelConfigured: reviewer !== undefined,
    durationMs: Date.now() - startedAt,
  };
  const rendered = await step('render', async () => renderReview(parts, settings, clean));
  const model = asked?.missing === null ? { ...asked.use, toolCalls: asked.toolCalls, parts: asked.parts } : null;
  return result(change, settings, { rendered, round, coverage, dropped, context, model });
}

/** The change within the bounds of a review, wherever it comes from. */
async function fetchAll(sources: ReviewSources) {
  const fetched = await sources.fetchChange();
  const diffs = boundDiffs();
  for (const file of fetched.files) diffs.add(file);
  const change = { ...fetched, files: diffs.files() };
  const [settings, earlier] = [await sources.fetchSettings(change), await sources.earlier(change)];
  return { change, ...settings, earlier };
}

/** Files that were looked through for secrets to their end. */
function searchedWhole({ searched }: Contents, { unread }: Coverage): Set<string> {
  const failed = new Set(unread.map(({ path }) => path));
  return new Set(searched.map(({ path }) => path).filter((path) => !failed.has(path)));
}

interface Analysed extends Contents {
  kept: KeptClaims;
  since: Map<string, Set<number>> | null;
  notices: string[];
}

/** The head's texts, what is new in them since the last round, and what the rules find in them. */
async function analyseChange(
  sources: ReviewSources,
  { change, settings }: { change: Change; settings: ReviewSettings },
  plan: ReviewPlan,
  earlier: Earlier,
  { full, threads }: { full: boolean; threads: ThreadShare },
): Promise<Analysed> {
  const contents = {
    openSnapshot: () => sources.openSnapshot(change, change.headSha),
    readFile: async (path: string) => (await sources.readFile?.(change, path)) ?? null,
  };
  const read = await readContents(plan.files, contents, plan.searched);
  const skipped = new Set(read.skipped.map(({ path }) => path));
  const planned = new Set(plan.files.map(({ path }) => path).filter((path) => !skipped.has(path)));
  const kept = keepClaims(settings);
  const { snapshotPaths } = read;
  const analysis = await analyse(
    read.files.map((file) => ({ ...file, content: null, snapshotPaths })),
    {
      threads,
      texts: read.texts,
      leftOut: change.files.filter(({ path }) => !planned.has(path)),
      searched: read.searched,
      readAny: (path) => readAny(read.snapshot, path),
      take: kept.add,
    },
  );
  const last = full || earlier.lastHeadSha === change.headSha ? null : earlier.lastHeadSha;
  const { since, notices } =
    last === null
      ? { since: null, notices: [] }
      : await linesSince(read.files, read.texts, () => sources.openSnapshot(change, last));
  return { ...read, kept: kept.kept(), unread: [...read.unread, ...analysis.unread], since, notices };
}

/** A snapshot may be evicted meanwhile: then what is asked for beside the change is not known. */
async function readAny(snapshot: Snapshot | null, path: string): Promise<string | null> {
  const bytes = await snapshot?.readFile(path).catch(() => null);
  return bytes?.toString('utf8') ?? null;
}

interface AskedAbout {
  change: Change;
  settings: ReviewSettings;
  plan: ReviewPlan;
  context: ReviewContext;
  earlier: Earlier;
  read: Analysed;
  located: Awaited<ReturnType<typeof locateEarlier>>;
}

async function ask(
  sources: ReviewSources,
  reviewer: Reviewer,
  { change, settings, plan, context, earlier, read, located }: AskedAbout,
  { clean, signal, threads }: Pick<ReviewOptions, 'clean' | 'signal'> & { threads: ThreadShare },
): Promise<Asked | null> {
  const { snapshot, texts, kept } = read;
  if (snapshot === null) return null;
  const uncertain = earlier.findings.filter(({ id }) => located.get(id)?.uncertain === true);
  const { chunks, leftOut } = await buildChunks({
    files: read.files.filter(({ path }) => texts.has(path) && read.since?.get(path)?.size !== 0),
    texts,
    snapshot,
    hits: kept.claims,
    earlier: earlier.findings,
    uncertain: new Set(uncertain.map(({ id }) => id)),
    threads,
  });
  const documents = await readRuleDocuments(
    change,
    snapshot,
    async (path) => (await sources.readBase?.(change, path)) ?? null,
  );
  const coverage = withUnread(plan.coverage, read);
  const overview = { change, coverage, issues: context.linkedIssues, documents };
  const asked = await askReviewers(
    { overview, chunks, hits: kept.claims, snapshot, texts, settings, clean, signal, threads },
    reviewer,
  );
  return { ...asked, unread: [...asked.unread, ...leftOut] };
}

async function injectionNotices(change: Change, { linkedIssues }: ReviewContext): Promise<string[]> {
  return (await detectInjections(change, linkedIssues)).map(
    ({ place, quote }) =>
      `Text in ${place} speaks to the reviewing model ("${quote}"). It was read as data and changed nothing.`,
  );
}

function skipped(
  change: Change,
  settings: ReviewSettings,
  plan: ReviewPlan,
  notices: string[],
  { clean }: ReviewOptions,
): ReviewResult {
  const round: Round = { number: 1, fresh: [], standing: [], fixed: [], dismissed: [], settled: [] };
  const { coverage } = plan;
  // The repository was not read: of its files those are known that change, and a slip in `include` leaves them all out.
  const mistyped = unmatchedPatterns(
    { ...settings.paths, ignore: [] },
    change.files.map(({ path }) => path),
  );
  const outcome = decideOutcome(plan, coverage, null);
  const parts = {
    change,
    outcome,
    coverage,
    context: NO_CONTEXT,
    round,
    dropped: [],
    notices: [...notices, ...mistyped],
    asked: null,
    modelConfigured: false,
    durationMs: 0,
  };
  const rendered = renderReview(parts, settings, clean);
  return result(change, settings, { rendered, round: null, coverage, dropped: [], context: NO_CONTEXT, model: null });
}

function result(
  { baseSha, baseRef }: Change,
  { request_changes, fail_check, enabled, drafts, bots, skip }: ReviewSettings,
  parts: Omit<ReviewResult, 'baseSha' | 'baseRef' | 'settings'>,
): ReviewResult {
  return { baseSha, baseRef, settings: { request_changes, fail_check, enabled, drafts, bots, skip }, ...parts };
}
