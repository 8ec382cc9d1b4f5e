import { z } from '@hono/zod-openapi';
import { commitAddress, pullAddress } from '../../markdown/own-link.js';
import { refreshSummary } from '../../review/render/refresh-summary.js';
import { renderOutcome } from '../../review/render/render-outcome.js';
import type { FindingDetail } from '../queries/read-findings.js';
import type { ReviewDetail } from '../queries/read-review.js';
import type { ReviewRow } from '../queries/review-columns.js';
import { FindingWithHistory, findingWithHistory, ORIGINS } from './finding.js';

export const OUTCOMES = ['reviewed', 'partial', 'skipped', 'failed'] as const;

/** A review as lists show it. */
export const Review = z.object({
  id: z.guid().openapi({ description: 'Of the round; of its run while it waits or runs, or where it posted none' }),
  repo: z.string(),
  pr_number: z.int(),
  pr_title: z.string(),
  pr_state: z.enum(['open', 'closed']),
  author: z.string(),
  origin: z.enum(ORIGINS).openapi({ description: 'Who made the pull request' }),
  outcome: z.enum(OUTCOMES).nullable().openapi({ description: 'Null: it waits or runs' }),
  reason: z.string().nullable(),
  verdict: z.enum(['APPROVE', 'REQUEST_CHANGES', 'NEEDS_DISCUSSION']).nullable(),
  round: z.int().nullable().openapi({ description: 'Null: no round was posted' }),
  head_sha: z.string(),
  findings: z
    .object({ must_fix: z.int(), should_fix: z.int(), minor: z.int() })
    .openapi({ description: 'What this round found first, whatever became of it' }),
  coverage: z
    .object({ read: z.int(), total: z.int() })
    .nullable()
    .openapi({ description: 'Changed files; null: none was looked at' }),
  cost_usd: z.number(),
  duration_ms: z.int().nullable(),
  created_at: z.iso.datetime(),
});

const Place = z.object({ path: z.string(), reason: z.string() });
const Numbered = { number: z.int(), title: z.string() };

/** What the ledger keeps of what a review was given (`RecordedContext`). */
const Context = z.object({
  linked_issues: z.array(z.object({ ...Numbered, state: z.enum(['open', 'closed']) })),
  conflicts: z.array(z.object({ ...Numbered, files: z.array(z.string()) })),
  history: z
    .object({
      source: z.enum(['graph', 'git']),
      absent: z.string().nullable(),
      experts: z.array(z.object({ name: z.string(), share: z.number(), is_inactive: z.boolean() })),
      related: z.array(
        z.object({
          number: z.int().nullable(),
          sha: z.string().nullable(),
          title: z.string(),
          files: z.array(z.string()),
        }),
      ),
      called: z.array(z.object({ path: z.string(), name: z.string(), callers: z.int(), tests: z.int() })),
      partners: z.array(z.object({ path: z.string(), with: z.string(), shared: z.int(), revisions: z.int() })),
    })
    .nullable(),
  memories: z.array(
    z.object({
      number: z.int(),
      text: z.string(),
      source: z.string(),
      link: z.string().nullable(),
      silenced: z.int(),
    }),
  ),
  missing: z.array(z.object({ source: z.string(), reason: z.string() })),
  notices: z.array(z.string()),
  dropped: z.array(z.object({ reason: z.string(), count: z.int() })),
});

/** One review with everything that is kept of it. */
export const ReviewWithDetail = Review.omit({ findings: true, coverage: true }).extend({
  status: z.enum(['pending', 'running', 'done']),
  url: z.string().openapi({ description: 'The pull request' }),
  github_review_url: z.string().nullable(),
  head_url: z.string().nullable(),
  base_sha: z.string().nullable(),
  trigger: z.string().nullable(),
  run_id: z.guid().nullable().openapi({ description: 'Null: the run is no longer kept' }),
  markdown: z
    .string()
    .nullable()
    .openapi({ description: 'The summary as it was posted, with the states that findings have now' }),
  findings: z.array(FindingWithHistory).openapi({ description: 'All that was told up to this round' }),
  coverage: z
    .object({
      total: z.int(),
      read: z.array(z.string()),
      skipped: z.array(Place),
      unread: z.array(Place),
    })
    .nullable(),
  context: Context.nullable().openapi({ description: 'Null: it was made by a version that kept none' }),
  steps: z
    .array(
      z.object({
        step: z.string().nullable(),
        level: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']),
        message: z.string(),
        duration_ms: z.int().nullable(),
        at: z.iso.datetime(),
      }),
    )
    .openapi({ description: 'The log of its run, as long as that is kept' }),
  model: z
    .object({
      name: z.string(),
      effort: z.string().nullable(),
      tokens_in: z.int(),
      tokens_out: z.int(),
      tokens_cached: z.int(),
      parts: z.record(z.string(), z.number()).openapi({ description: 'What it was given, in tokens by part' }),
    })
    .nullable()
    .openapi({ description: 'Null: no model took part' }),
});

/** Pure. */
export function reviewOf(row: ReviewRow): z.infer<typeof Review> {
  const { id, repo, pr_number, pr_title, pr_state, author, origin, outcome, reason, verdict, round } = row;
  const { head_sha, findings, coverage, cost_usd, duration_ms, created_at } = row;
  const of = { id, repo, pr_number, pr_title, pr_state, author, origin, outcome, reason, verdict, round, head_sha };
  return { ...of, findings, coverage, cost_usd, duration_ms, created_at: created_at.toISOString() };
}

/** Pure. */
export function reviewWithDetail(
  row: ReviewDetail,
  told: readonly FindingDetail[],
  githubUrl: string,
): z.infer<typeof ReviewWithDetail> {
  const { findings: _counts, coverage: _files, ...of } = reviewOf(row);
  const repositoryUrl = `${githubUrl}/${row.repo}`;
  const { github_review_id, whole_coverage, model } = row;
  return {
    ...of,
    status: row.run_status === 'pending' || row.run_status === 'running' ? row.run_status : 'done',
    url: pullAddress(repositoryUrl, row.pr_number),
    github_review_url:
      github_review_id === null
        ? null
        : pullAddress(repositoryUrl, row.pr_number, { kind: 'review', id: github_review_id }),
    head_url: commitAddress(repositoryUrl, row.head_sha),
    base_sha: row.base_sha,
    trigger: row.trigger,
    run_id: row.run_id,
    markdown: markdownOf(row, told, repositoryUrl),
    findings: told.map((finding) => findingWithHistory(finding, githubUrl)),
    coverage:
      whole_coverage?.total === undefined
        ? null
        : {
            total: whole_coverage.total,
            read: whole_coverage.read ?? [],
            skipped: whole_coverage.skipped ?? [],
            unread: whole_coverage.unread ?? [],
          },
    context: row.context?.notices === undefined ? null : Context.parse(row.context),
    steps: row.steps.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
    model:
      model === null
        ? null
        : {
            name: model,
            effort: row.effort,
            tokens_in: row.tokens_in,
            tokens_out: row.tokens_out,
            tokens_cached: row.tokens_cached,
            parts: row.model_parts ?? {},
          },
  };
}

function markdownOf(
  { summary, outcome, reason, head_sha }: ReviewDetail,
  told: readonly FindingDetail[],
  repositoryUrl: string,
): string | null {
  if (summary === null) {
    if (outcome !== 'failed') return null;
    return renderOutcome({ kind: 'failed', reason: reason ?? 'no reason was kept', nextTry: null }, head_sha).summary;
  }
  const now = told.map(({ handle, severity, state, fixed_in, dismissed_by, dismissed_reason }) => ({
    handle: Number(handle.slice(1)),
    severity,
    state,
    fixedIn: fixed_in,
    dismissedBy: dismissed_by,
    dismissedReason: dismissed_reason,
  }));
  return refreshSummary(summary, now, repositoryUrl);
}
