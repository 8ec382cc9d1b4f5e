import type { Snapshot } from '../snapshot/types.js';
import { analyseChange } from './analyse-change.js';
import { openShare, type ThreadShare } from './analyzers/thread-share.js';
import type { ModelUse } from './ask/agents/model-use.js';
import { anchorFindings } from './verify/anchor-findings.js';
import { askAboutChange } from './ask/ask-about-change.js';
import type { Candidate } from './ask/candidates.js';
import type { Asked } from './ask/ask-reviewers.js';
import { boundDiffs } from './plan/bound-diffs.js';
import { boundEarlier } from './rounds/bound-earlier.js';
import { boundRound } from './rounds/bound-round.js';
import { compareRound, type ComparedRound } from './rounds/compare-round.js';
import { findLeads } from './leads/find-leads.js';
import { NO_LEADS, reviewedLeads, standingIn, type ReviewedLeads } from './leads/reviewed-leads.js';
import { sortLeads } from './leads/sort-leads.js';
import { keepClaims } from './verify/keep-claims.js';
import { decideOutcome } from './render/decide-outcome.js';
import { detectInjections } from './verify/detect-injection.js';
import { followRenames } from './rounds/follow-renames.js';
import { gatherContext, NO_CONTEXT, type GatherSource } from './gather/gather-context.js';
import { findingIds } from './rounds/finding-ids.js';
import { locateEarlier } from './rounds/locate-earlier.js';
import { decideEffort } from './plan/decide-effort.js';
import { everythingLeftOut, planReview } from './plan/plan-review.js';
import { unmatchedPatterns } from './plan/unmatched-patterns.js';
import { withUnread } from './plan/with-unread.js';
import type { Contents } from './plan/read-contents.js';
import { collisionClaims } from './history/collision-claims.js';
import { historyClaims } from './history/history-claims.js';
import { orderByHistory } from './plan/order-by-history.js';
import { injectionNotice } from './render/injection-notice.js';
import { leadRuleNotice } from './render/lead-rule-notice.js';
import { renderReview } from './render/render-review.js';
import type { Reviewer } from './ask/reviewer.js';
import type { SkipSettings } from './plan/skip-reason.js';
import { createSilence } from './memories/create-silence.js';
import type {
  AppliedMemory,
  Change,
  Coverage,
  Dropped,
  Effort,
  Finding,
  JudgedLead,
  LeadRule,
  LedgerFinding,
  RenderedReview,
  ReviewContext,
  ReviewPlan,
  ReviewSettings,
  Round,
  WantedEffort,
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
  /** What the model said of leads in earlier rounds; absent: nothing. */
  leads?: readonly JudgedLead[];
  /** Rules whose hits are leads in this repository, because too many were wrong; absent: none. */
  leadRules?: readonly LeadRule[];
  /** The person's dismissal for a file or the repository that covers a finding; null: there is none. */
  dismissalOf?: (finding: Finding) => AppliedMemory | null;
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
  /**
   * One file at `change.headSha` that the snapshot does not have. Null: it is not there. Throws as `openSnapshot` does.
   */
  readFile?(change: Change, path: string): Promise<Buffer | null>;
  /**
   * A file as it stands on the base branch; null: there is none. Absent: what the change touches there stays unknown.
   */
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
  /** Removes secrets from text that is stored or posted. */
  clean(text: string): string;
  /** Removes secrets from text that is sent to the model; as `clean` when absent. */
  cleanForModel?(text: string): string;
  /** Absent: no model is configured; the rules speak alone and the review says so. */
  reviewer?: Reviewer;
  /** Instead of what the settings say; absent: they count. */
  effort?: WantedEffort;
  /** Only the files of the change for which this holds are read; all when absent. */
  isAsked?: (path: string) => boolean;
  /** Reads everything again, not only what is new since the last round. */
  full?: boolean;
  gatherDeadlineMs?: number;
  /** GitHub's id of the repository; absent: nothing is kept of this review. */
  repositoryId?: number;
  /** Such as `https://github.com/acme/shop`, where the texts' links lead; absent: nothing is a link. */
  repositoryUrl?: string;
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
  leads: ReviewedLeads;
  /** What the team said that was used. Absent: the result was kept by an older version. */
  memories?: AppliedMemory[];
  /** What was said beside the findings: settings that cannot be read, text that speaks to a model. */
  notices: string[];
  settings: Pick<ReviewSettings, 'request_changes' | 'fail_check'> &
    Partial<Pick<ReviewSettings, 'human_reviews'>> &
    SkipSettings;
  /** Who made the pull request; absent: it is not known, or an older version kept this. */
  origin?: NonNullable<Change['origin']>;
  /** Null: no model took part. */
  model: (ModelUse & { model: string; toolCalls: number; parts: Asked['parts']; effort?: Effort }) | null;
  /** What the model doubted, and what has become of it. Absent: nothing, or an older version. */
  candidates?: Candidate[];
}

/**
 * One review of one head: fetch, plan, gather, analyse, ask, verify, anchor, compare, render. Knows nothing of GitHub
 * or PostgreSQL, posts nothing. Throws what `sources` throw, except where a missing part can be named instead.
 */
export async function reviewPullRequest(
  sources: ReviewSources,
  { step }: ReviewTrace,
  options: ReviewOptions,
): Promise<ReviewResult> {
  const startedAt = Date.now();
  const { reviewer, clean, cleanForModel = clean, signal, threads = openShare(), repositoryUrl = null } = options;
  const fetched = await step('fetch', () => fetchAll(sources));
  const { change, settings } = fetched;
  const planned = await step('plan', async () => planReview(change, settings, options.isAsked));
  if (planned.skip !== null && !planned.searchFirst)
    return skipped(change, settings, planned, fetched.notices, options);

  const {
    alerts = [],
    memories,
    ...context
  } = await step('gather', () => gatherContext(sources.gather, change, signal, options.gatherDeadlineMs ?? 15_000));
  const plan = orderByHistory(planned, context.history);
  const compared = boundEarlier(followRenames(fetched.earlier.findings, change));
  const earlier = { ...fetched.earlier, findings: compared.findings };
  const leadRules = new Set((earlier.leadRules ?? []).filter(({ now }) => now).map(({ rule }) => rule));
  const read = await step('analyse', () =>
    analyseChange(fetched, plan, {
      lastHeadSha: options.full === true ? null : earlier.lastHeadSha,
      leadRules,
      alerts,
      openSnapshot: (sha) => sources.openSnapshot(change, sha),
      readFile: async (path) => (await sources.readFile?.(change, path)) ?? null,
      threads,
    }),
  );
  const isSilent = read.kept.claims.length + read.unread.length + earlier.findings.length === 0;
  // A file that says of itself that it is generated says so only once it is read.
  const known = withUnread(plan.coverage, read);
  const skip = plan.skip ?? everythingLeftOut(known);
  if (skip !== null && isSilent)
    return skipped(change, settings, { ...plan, skip, coverage: known }, fetched.notices, options);
  const open = new Set(earlier.findings.filter(({ state }) => state === 'open').map(({ fingerprint }) => fingerprint));
  const silence = createSilence({ memories, dismissalOf: earlier.dismissalOf ?? (() => null), settings });
  const past = historyClaims(context.history, change, new Set(read.snapshotPaths), earlier.findings);
  const collisions = collisionClaims(context.history, change, earlier.findings);
  const facts = [...past.claims.filter(({ tier }) => tier !== 'lead'), ...collisions.claims];
  const hints = await findLeads(
    past.claims.filter(({ tier }) => tier === 'lead'),
    read.kept.claims,
    read.texts,
    change,
    settings,
  );
  const leads = sortLeads(
    [...read.leads, ...hints.leads].filter(
      // What is told already stays open: it would count as fixed if nobody looked for it.
      (lead) => open.has(lead.fingerprint) || !silence.covers({ ...lead, anchored: true }),
    ),
    read.kept.claims,
    { findings: earlier.findings, judged: earlier.leads ?? [] },
  );
  const hits = [...read.kept.claims, ...leads.standing, ...facts];
  const decided = decideEffort(options.effort ?? settings.effort, change, plan);
  const located = await locateEarlier(earlier.findings, read.texts, read.since);
  const asked =
    reviewer === undefined || skip !== null
      ? null
      : await step('ask', () =>
          askAboutChange(
            reviewer,
            {
              change,
              settings,
              effort: decided.effort,
              plan,
              context,
              memories: memories?.told ?? [],
              earlier: earlier.findings,
              read,
              hits,
              leads: leads.open,
              located,
            },
            {
              clean,
              cleanForModel,
              signal,
              threads,
              readBase: async (path) => (await sources.readBase?.(change, path)) ?? null,
            },
          ),
        );

  const coverage = withUnread(plan.coverage, {
    unread: [...read.unread, ...(asked?.unread ?? [])],
    skipped: read.skipped,
  });
  const kept = keepClaims(settings);
  kept.add(asked?.claims ?? hits);
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
        cut: new Set([...read.kept.cut, ...more.cut, ...past.unknown, ...collisions.unknown]),
        confirmed: standingIn(asked?.leads),
        idOf: findingIds(
          { repository: options.repositoryId ?? change.repository, number: change.number },
          fetched.earlier.findings,
        ),
        isDismissed: silence.covers,
      }),
    ),
  );
  const dropped = sumDropped([
    ...read.kept.dropped,
    ...hints.dropped,
    ...(asked?.dropped ?? []),
    ...more.dropped,
    ...verified.dropped,
    ...round.dropped,
    ...silence.dropped(),
  ]);
  silence.takenIntoAccount(asked?.applied ?? []);
  const applied = silence.applied();
  const outcome = decideOutcome({ skip: null }, coverage, asked);
  const worthALook = reviewedLeads(leads.open, asked?.leads ?? [], { ...read, leadRules });
  const notices = [
    ...(await detectInjections(change, context.linkedIssues, context.surroundings)).map(injectionNotice),
    ...fetched.notices,
    ...(compared.left > 0
      ? [`There are too many findings of earlier rounds to compare all of them: ${compared.left} not compared.`]
      : []),
    ...plan.notices,
    ...(earlier.leadRules ?? []).flatMap(leadRuleNotice),
    ...(await unmatchedPatterns(settings.paths, [...read.snapshotPaths, ...change.files.map(({ path }) => path)])),
    ...read.notices,
    ...read.leadNotices,
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
    effortBecause: decided.why,
    leads: worthALook,
    memories: applied,
    peopleWanted: settings.human_reviews,
    modelConfigured: reviewer !== undefined,
    durationMs: Date.now() - startedAt,
    repositoryUrl,
  };
  const rendered = await step('render', async () => renderReview(parts, settings, clean));
  const model =
    asked?.missing === null
      ? { ...asked.use, toolCalls: asked.toolCalls, parts: asked.parts, effort: asked.effort }
      : null;
  const said = notices.map(clean);
  return result(change, settings, {
    rendered,
    round,
    coverage,
    dropped,
    context,
    leads: worthALook,
    memories: applied,
    notices: said,
    model,
    candidates: asked?.candidates ?? [],
  });
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

async function skipped(
  change: Change,
  settings: ReviewSettings,
  plan: ReviewPlan,
  notices: string[],
  { clean }: ReviewOptions,
): Promise<ReviewResult> {
  const round: Round = { number: 1, fresh: [], standing: [], fixed: [], dismissed: [], settled: [] };
  const { coverage } = plan;
  // The repository was not read: of its files those are known that change, and a slip in `include` leaves them all out.
  const mistyped = await unmatchedPatterns(
    { ...settings.paths, ignore: [] },
    change.files.map(({ path }) => path),
  );
  const said = [...notices, ...mistyped];
  const outcome = decideOutcome(plan, coverage, null);
  const parts = {
    change,
    outcome,
    coverage,
    context: NO_CONTEXT,
    round,
    dropped: [],
    notices: said,
    asked: null,
    leads: NO_LEADS,
    modelConfigured: false,
    durationMs: 0,
    repositoryUrl: null,
  };
  const rendered = renderReview(parts, settings, clean);
  const nothing = { round: null, dropped: [], context: NO_CONTEXT, leads: NO_LEADS, model: null };
  return result(change, settings, { rendered, coverage, notices: said.map(clean), ...nothing });
}

function result(
  { baseSha, baseRef, origin }: Change,
  { request_changes, fail_check, human_reviews, enabled, drafts, bots, skip }: ReviewSettings,
  parts: Omit<ReviewResult, 'baseSha' | 'baseRef' | 'settings' | 'origin'>,
): ReviewResult {
  const kept = { request_changes, fail_check, human_reviews, enabled, drafts, bots, skip };
  return { baseSha, baseRef, ...(origin && { origin }), settings: kept, ...parts };
}
