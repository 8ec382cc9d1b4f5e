import { z } from 'zod';
import { ReportFinding } from '../review/review-report.js';

const Share = z.object({
  count: z.int(),
  n: z.int(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/**
 * What `nectr replay --format json` prints. `fate`: `changed` when a later commit of the main line changed or removed
 * one of the finding's lines (moves do not count), `kept` when all stand in the tip, `unknown` where that cannot be
 * told.
 */
export const ReplayReport = z.object({
  version: z.literal(1),
  tool: z.object({ name: z.literal('nectr'), version: z.string() }),
  repository: z.string(),
  /** The last commit that lines were followed to. */
  tip: z.string(),
  seed: z.int(),
  changes: z.array(
    z.object({
      title: z.string(),
      base: z.string(),
      head: z.string(),
      merged: z.string(),
      outcome: z.object({ kind: z.enum(['reviewed', 'partial', 'skipped', 'failed']), reason: z.string().nullable() }),
      files: z.object({ total: z.int(), read: z.int(), skipped: z.int(), unread: z.int() }),
      /** Inline comments that would have been posted. */
      comments: z.int(),
      findings: z.array(
        ReportFinding.extend({ fate: z.enum(['changed', 'kept', 'unknown']), changedIn: z.string().nullable() }),
      ),
      cost: z.number(),
      tokens: z.object({ input: z.int(), output: z.int(), cached: z.int() }),
      durationMs: z.int(),
    }),
  ),
  total: z.object({
    changes: z.int(),
    /** Changes that were not reviewed at all: skipped or failed. They count in no average. */
    notReviewed: z.int(),
    findings: z.int(),
    commentsPerChange: z.number().nullable(),
    costPerChange: z.number().nullable(),
    secondsPerChange: z.number().nullable(),
    /** Of the findings whose fate is known, those whose lines were changed later. */
    laterChanged: Share,
    /** The same for lines that were drawn from the same changes, as many lines each, up to 20 for each finding. */
    baseRate: Share,
  }),
});

export type ReplayReport = z.output<typeof ReplayReport>;
export type ReplayedChange = ReplayReport['changes'][number];
