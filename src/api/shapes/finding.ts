import { z } from '@hono/zod-openapi';
import { pullAddress, type PostedPart } from '../../markdown/own-link.js';
import { isToldAtLine } from '../../review/render/told-at-line.js';
import { CATEGORIES } from '../../review/types.js';
import type { FindingRow } from '../queries/finding-columns.js';
import type { FindingDetail } from '../queries/read-findings.js';
import { HistoryStep, historyOf } from './finding-history.js';

export const FINDING_STATES = ['open', 'fixed', 'dismissed', 'outdated'] as const;
export const SEVERITIES = ['must-fix', 'should-fix', 'minor', 'pre-existing'] as const;
const WITHOUT_COMMENT = ['pre_existing', 'whole_change', 'not_in_diff', 'held_back'] as const;
type WithoutComment = (typeof WITHOUT_COMMENT)[number];
export const ORIGINS = ['human', 'assisted', 'agent', 'bot'] as const;

/** A finding as lists show it. */
export const Finding = z.object({
  id: z.guid(),
  handle: z.string().openapi({ description: 'Its name in commands on the pull request, such as F3' }),
  repo: z.string(),
  pr_number: z.int(),
  pr_title: z.string(),
  pr_state: z.enum(['open', 'closed']),
  author: z.string(),
  origin: z.enum(ORIGINS),
  review_id: z.guid().openapi({ description: 'The round that found it first' }),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  category: z.enum(CATEGORIES),
  title: z.string(),
  path: z.string(),
  side: z.enum(['LEFT', 'RIGHT']),
  line: z.int(),
  start_line: z.int().nullable(),
  state: z.enum(FINDING_STATES),
  fixed_in: z.string().nullable().openapi({ description: 'The head without it' }),
  url: z.string().openapi({
    description: 'Its thread on the pull request; without one the summary comment, and without that the pull request',
  }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

/** A finding with its history. */
export const FindingWithHistory = Finding.extend({
  body: z.string(),
  quote: z.string(),
  evidence: z.string().nullable(),
  suggestion: z.string().nullable(),
  anchored: z.boolean(),
  without_comment: z.enum(WITHOUT_COMMENT).nullable().openapi({
    description:
      'Why it has no comment of its own: pre_existing, whole_change and not_in_diff are told in the summary only; held_back: max_comments, max_minor_comments or the size of a review left no room for it, or none could be posted. Null: it has one',
  }),
  in_summary: z.boolean().openapi({ description: 'The pull request has a summary comment' }),
  thumbs_up: z.int(),
  thumbs_down: z.int(),
  dismissed: z
    .object({
      by: z.string().nullable(),
      reason: z.string().nullable(),
      until: z.iso.datetime().nullable().openapi({ description: 'Null: for good' }),
    })
    .nullable(),
  reported_fixed: z
    .object({ sha: z.string(), by: z.string() })
    .nullable()
    .openapi({ description: 'Who says in which commit it is fixed; the next round checks that' }),
  history: z.array(HistoryStep),
});

/** Pure. */
export function findingOf(row: FindingRow, githubUrl: string): z.infer<typeof Finding> {
  const { repo, pr_number } = row;
  return {
    id: row.id,
    handle: row.handle,
    repo,
    pr_number,
    pr_title: row.pr_title,
    pr_state: row.pr_state,
    author: row.author,
    origin: row.origin,
    review_id: row.review_id,
    rule: row.rule,
    severity: row.severity,
    category: row.category,
    title: row.title,
    path: row.path,
    side: row.side,
    line: row.line,
    start_line: row.start_line,
    state: row.state,
    fixed_in: row.fixed_in,
    url: pullAddress(`${githubUrl}/${repo}`, pr_number, saidIn(row)),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** What on the pull request tells a finding. */
function saidIn({ comment_id, summary_id }: FindingRow): PostedPart | null {
  if (comment_id !== null) return { kind: 'comment', id: comment_id };
  return summary_id === null ? null : { kind: 'summary', id: summary_id };
}

/** The rule of `renderReview`, in the order in which it applies. */
function withoutComment({ comment_id, rule, severity, anchored }: FindingDetail): WithoutComment | null {
  if (comment_id !== null) return null;
  if (severity === 'pre-existing') return 'pre_existing';
  if (!isToldAtLine({ rule })) return 'whole_change';
  return anchored ? 'held_back' : 'not_in_diff';
}

/** Pure. */
export function findingWithHistory(row: FindingDetail, githubUrl: string): z.infer<typeof FindingWithHistory> {
  return {
    ...findingOf(row, githubUrl),
    body: row.body,
    quote: row.quote,
    evidence: row.evidence,
    suggestion: row.suggestion,
    anchored: row.anchored,
    without_comment: withoutComment(row),
    in_summary: row.summary_id !== null,
    thumbs_up: row.thumbs_up,
    thumbs_down: row.thumbs_down,
    dismissed:
      row.state === 'dismissed'
        ? { by: row.dismissed_by, reason: row.dismissed_reason, until: row.dismissed_until?.toISOString() ?? null }
        : null,
    reported_fixed: row.reported_fixed,
    history: historyOf(row),
  };
}
