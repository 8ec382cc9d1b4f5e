import { z } from 'zod';
import type { PullOrigin } from '../../graph/types.js';
import { compilePattern, compilePatterns, deciding } from '../../syntax/paths/path-patterns.js';
import type { MatchBudget } from '../../syntax/paths/compile-glob.js';

export const SIZES = ['S', 'M', 'L', 'XL'] as const;
export type Size = (typeof SIZES)[number];

/** GitHub's limit for the name of a label. */
const Label = z.string().trim().min(1).max(50);
const Pattern = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const pattern = compilePattern(text);
    if ('problem' in pattern) context.addIssue({ code: 'custom', message: `the pattern ${pattern.problem}` });
  });
const MOST_LABELS = 50;
const MOST_PATTERNS = 50;

/** Which labels are wanted when. A part that is left out sets none. */
export const LabelConfig = z.strictObject({
  labels: z.array(Label).max(MOST_LABELS).default([]).describe('Always set.'),
  paths: z
    .record(Label, z.array(Pattern).min(1).max(MOST_PATTERNS))
    .refine((paths) => Object.keys(paths).length <= MOST_LABELS, `at most ${MOST_LABELS} labels`)
    .default({})
    .describe(
      'By label its patterns, as in `.gitignore`, such as `{"api": ["src/api/**"]}`. The last that is about a path decides; one path is enough.',
    ),
  size: z
    .union([z.boolean(), z.partialRecord(z.enum(SIZES), Label)])
    .default(false)
    .describe(
      'By changed lines: `S` below 10, `M` below 100, `L` below 500, else `XL`; or labels of your own, such as `{"XL": "huge"}`.',
    ),
  origin: z
    .partialRecord(z.enum(['human', 'assisted', 'agent', 'bot']), Label)
    .default({})
    .describe('A label by who wrote the change, such as `{"agent": "ai"}`: `human`, `assisted`, `agent` or `bot`.'),
  risk: z
    .partialRecord(z.enum(['low', 'medium', 'high']), Label)
    .default({})
    .describe('A label by the risk that the review gives, such as `{"high": "risky"}`: `low`, `medium` or `high`.'),
});
export type LabelConfig = z.output<typeof LabelConfig>;

/** Null: not known, then labels of that part stay as they are. */
export interface LabelFacts {
  /** Added and removed ones. */
  changedLines: number | null;
  /** The changed files; of a rename both paths. */
  paths: readonly string[] | null;
  origin: PullOrigin | null;
  risk: 'low' | 'medium' | 'high' | null;
  /** The labels that the pull request has now. */
  present: readonly string[];
  /** Those of them that this step set in an earlier run. */
  ours: readonly string[];
}

export interface LabelPlan {
  add: string[];
  remove: string[];
  /** What the next run has to be given as `ours`. */
  ours: string[];
}

/** For all patterns and paths of one plan, in steps: about 40 ms. */
const MOST_STEPS = 4_000_000;

/** S below 10 changed lines, M below 100, L below 500, else XL. */
export function sizeOf(changedLines: number): Size {
  return changedLines < 10 ? 'S' : changedLines < 100 ? 'M' : changedLines < 500 ? 'L' : 'XL';
}

/**
 * Which labels to add and which to take away. Only what an earlier run set is taken away, and only if it is known not to
 * be wanted any more: a label that a person set stays, even if the same one is wanted, and so does one of ours whose
 * part is not known now. To GitHub `Bug` and `bug` are one label. Pure.
 */
export function labelsFor(config: LabelConfig, facts: LabelFacts, steps = MOST_STEPS): LabelPlan {
  const { wanted, undecided } = decide(config, facts, { steps });
  const present = new Set(facts.present.map(folded));
  const keeps = new Set([...wanted, ...undecided].map(folded));
  const add = wanted.filter((label) => !present.has(folded(label)));
  const standing = unique(facts.ours).filter((label) => present.has(folded(label)));
  return {
    add,
    remove: standing.filter((label) => !keeps.has(folded(label))),
    ours: unique([...standing.filter((label) => keeps.has(folded(label))), ...add]),
  };
}

function decide(
  config: LabelConfig,
  facts: LabelFacts,
  budget: MatchBudget,
): { wanted: string[]; undecided: string[] } {
  const wanted = [...config.labels];
  const undecided: string[] = [];
  for (const [label, patterns] of Object.entries(config.paths)) {
    const found = facts.paths === null ? null : touches(patterns, facts.paths, budget);
    if (found === null) undecided.push(label);
    else if (found) wanted.push(label);
  }
  const bySize = config.size === true ? Object.fromEntries(SIZES.map((size) => [size, size])) : config.size || {};
  for (const { known, labels } of [
    { known: facts.changedLines === null ? null : sizeOf(facts.changedLines), labels: bySize },
    { known: facts.origin, labels: config.origin },
    { known: facts.risk, labels: config.risk },
  ]) {
    const named = new Map(Object.entries(labels));
    const label = known === null ? undefined : named.get(known);
    if (known === null) undecided.push(...named.values());
    else if (label !== undefined) wanted.push(label);
  }
  return { wanted: unique(wanted), undecided };
}

/** Null: the budget was spent before that was known. */
function touches(patterns: readonly string[], paths: readonly string[], budget: MatchBudget): boolean | null {
  const compiled = compilePatterns(patterns);
  let isKnown = true;
  for (const path of paths) {
    const found = deciding(compiled, path, budget);
    if (found === null) isKnown = false;
    else if (found && !found.negated) return true;
  }
  return isKnown ? false : null;
}

/** Each once, as it is written first. */
function unique(labels: readonly string[]): string[] {
  return [...new Map(labels.toReversed().map((label) => [folded(label), label])).values()].toReversed();
}

function folded(label: string): string {
  return label.toLowerCase();
}
