import { z } from 'zod';

/** What the review of a diff said, as it is kept and told. Secrets are masked. */
export const DiffReviewResult = z.object({
  outcome: z.enum(['reviewed', 'partial', 'skipped']),
  reason: z.string().nullable(),
  verdict: z.enum(['APPROVE', 'REQUEST_CHANGES', 'NEEDS_DISCUSSION']),
  /** Worst first. */
  findings: z.array(
    z.object({
      severity: z.enum(['must-fix', 'should-fix', 'minor', 'pre-existing']),
      category: z.string(),
      rule: z.string(),
      title: z.string(),
      body: z.string(),
      evidence: z.string(),
      path: z.string(),
      side: z.enum(['LEFT', 'RIGHT']),
      /** 1-based, the last line of the place; `start_line` is null for a single line. */
      line: z.int(),
      start_line: z.int().nullable(),
      quote: z.string(),
      /** New text for the lines of the place; null: none is offered. */
      suggestion: z.string().nullable(),
    }),
  ),
  coverage: z.object({
    total: z.int(),
    read: z.int(),
    skipped: z.int(),
    unread: z.array(z.object({ path: z.string(), reason: z.string() })),
  }),
  notices: z.array(z.string()),
  /** Null: no model took part. */
  model: z.string().nullable(),
  cost_usd: z.number(),
});
export type DiffReviewResult = z.output<typeof DiffReviewResult>;
