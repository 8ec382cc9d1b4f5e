import { analyseChange } from './analyse-change.js';
import { openShare } from './analyzers/thread-share.js';
import { anchorFindings } from './verify/anchor-findings.js';
import { askAboutChange } from './ask/ask-about-change.js';
import { boundDiffs } from './plan/bound-diffs.js';
import { boundEarlier } from './rounds/bound-earlier.js';
import { boundRound } from './rounds/bound-round.js';
import { compareRound } from './rounds/compare-round.js';
import { findLeads } from './leads/find-leads.js';
import { NO_LEADS, reviewedLeads, standingIn } from './leads/reviewed-leads.js';
import { sortLeads } from './leads/sort-leads.js';
import { keepClaims } from './verify/keep-claims.js';
import { decideOutcome } from './render/decide-outcome.js';
import { detectInjections } from './verify/detect-injection.js';
import { followRenames } from './rounds/follow-renames.js';
import { gatherContext, NO_CONTEXT } from './gather/gather-context.js';
import { findingIds } from './rounds/finding-ids.js';
import type { ReviewSources, ReviewTrace, ReviewOptions, ReviewResult } from './review-contract.js';
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
import { createSilence } from './memories/create-silence.js';
import type { Change, Coverage, ReviewPlan, ReviewSettings, Round } from './types.js';
import { maskFindings } from './verify/mask-findings.js';
import { sumDropped } from './verify/sum-dropped.js';
import { verifyClaims } from './verify/verify-claims.js';

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
