import { z } from '@hono/zod-openapi';
import { pullAddress } from '../../markdown/own-link.js';
import { CATEGORIES } from '../../review/types.js';
import type { FindingRow } from '../queries/finding-columns.js';
import type { FindingDetail } from '../queries/read-findings.js';
import { HistoryStep, historyOf } from './finding-history.js';

export const FINDING_STATES = ['open', 'fixed', 'dismissed', 'outdated'] as const;
export const SEVERITIES = ['must-fix', 'should-fix', 'minor', 'pre-existing'] as const;
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
  url: z.string().openapi({ description: 'Its thread on the pull request, or the pull request where it has none' }),
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
  const { comment_id, repo, pr_number } = row;
  const thread = comment_id === null ? null : ({ kind: 'comment', id: comment_id } as const);
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
    url: pullAddress(`${githubUrl}/${repo}`, pr_number, thread),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
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
