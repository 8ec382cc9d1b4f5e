import { z } from 'zod';
import { EFFORTS } from '../../review/types.js';
import { DiffReviewResult } from '../diffs/diff-review-result.js';

/** What became of the lines of a finding on the default branch after the merge. */
export const FATES = ['changed', 'kept', 'unknown'] as const;

/** A finding of a replay. */
export const ReplayFinding = DiffReviewResult.shape.findings.element.extend({
  /** It would have been an inline comment; the others stand in the summary. */
  inline: z.boolean(),
  fate: z.enum(FATES),
  /** A person began a thread at these lines. */
  named_by_people: z.boolean(),
});
export type ReplayFinding = z.output<typeof ReplayFinding>;

/** What one review of a replay said, as it is kept. Secrets are masked. */
export const ReplayResult = DiffReviewResult.extend({
  findings: z.array(ReplayFinding),
  /** Lines drawn from the same change for comparison, as many as those of the findings: how many were changed later. */
  drawn: z.object({ changed: z.int(), known: z.int() }),
  tokens: z.object({ input: z.int(), output: z.int(), cached: z.int() }),
  duration_ms: z.int(),
  /** How much the model was to think; null: none took part. Absent: an older version kept it. */
  effort: z.enum(EFFORTS).nullable().optional(),
});
export type ReplayResult = z.output<typeof ReplayResult>;

/** Settings that are tried: over what holds in the repository. */
export const TriedSettings = z.array(z.object({ name: z.string(), values: z.record(z.string(), z.unknown()) }));
export type TriedSettings = z.output<typeof TriedSettings>;
