import { z } from 'zod';
import { HISTORY_RULES } from '../../review/history/history-rules.js';
import { ruleCatalog } from '../../review/analyzers/rule-catalog.js';
import { remarkRule } from '../../review/ask/group-remarks.js';
import { REMARK_KINDS } from '../../review/ask/tools/report-remark.js';
import { CATEGORIES, WANTED_EFFORTS } from '../../review/types.js';
import { LANGUAGE_TAG, languageProblem } from './language-problem.js';
import { branchProblem, pathsProblem } from './pattern-problem.js';

/** All patterns of a key together: what they cost for each file is as much as they are long. */
const LONGEST_PATTERNS = 4000;
const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.trim() !== '', 'names nothing');
const names = z.array(name).max(100);
const branch = name.superRefine((glob, context) => refuse(branchProblem(glob), context));
const pattern = z
  .string()
  .max(256)
  .superRefine((text, context) => refuse(pathsProblem(text), context));
const title = name.superRefine((text, context) => {
  if (/^\^|^\/.+\/[gimsuy]*$/.test(text))
    context.addIssue({ code: 'custom', message: 'it takes words, or a glob such as WIP*, and no regular expression' });
});
/** Of the repository: what leaves its folder is refused, no address may be made of it. */
const file = name.superRefine((path, context) => {
  if (/^\/|[\\*]|(?:^|\/)\.{1,2}(?:\/|$)/.test(path))
    context.addIssue({ code: 'custom', message: 'it takes the path of a file in the repository' });
});
const patterns = z.array(pattern).max(200).superRefine(checkLength);

/** What may be switched off or weighed anew: the rules, and what Claude finds by its category. */
export const ruleIds: readonly string[] = [
  ...ruleCatalog().map(({ id }) => id),
  ...Object.values(HISTORY_RULES).map(({ id }) => id),
  ...CATEGORIES.map((category) => `claude/${category}`),
  ...REMARK_KINDS.map(remarkRule),
];
/** What a tool's rule is called: `tool/CodeQL/js/sql-injection`. */
const toolRules = z.string().regex(/^tool\/[\w.@:/-]{1,245}$/);
const level = z.enum(['must-fix', 'should-fix', 'minor']);

/**
 * `.github/nectr.yml`. The committed JSON schema is made from this; keys and their meaning: `.github/docs/settings.md`.
 * No key can set an address, a model, a tool, a secret or a budget: the file belongs to the repository.
 */
export const settingsSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Review pull requests of this repository'),
  drafts: z.boolean().default(false).describe('Review drafts too'),
  bots: z
    .boolean()
    .default(false)
    .describe('Review pull requests that a bot opened; those of coding agents always are'),
  skip: z
    .strictObject({
      labels: names.default([]).describe('Labels that stop a review'),
      titles: z
        .array(title)
        .max(100)
        .default([])
        .describe('Whole words in the title that stop a review; with `*` they stand for the whole title'),
      branches: z
        .array(branch)
        .max(100)
        .superRefine(checkLength)
        .default([])
        .describe('Globs of head branches that are not reviewed'),
    })
    .prefault({}),
  paths: z
    .strictObject({
      include: patterns
        .default([])
        .describe(
          'Only these files, as `.gitignore` writes them; also brings back what is left out by default; empty: all',
        ),
      ignore: patterns.default([]).describe('Files left out, as `.gitignore` writes them; `!` in front brings back'),
    })
    .prefault({}),
  rules: z
    .partialRecord(z.union([z.enum(ruleIds), toolRules]), z.enum(['off', ...level.options]))
    .default({})
    .describe(
      'Severity by rule id, or off; `nectr rules` lists the ids, those of other tools are `tool/<tool>/<rule>`',
    ),
  min_severity: level.default('minor').describe('Findings below this are not posted'),
  max_comments: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(10)
    .describe('Inline comments of one review at most; what is not must-fix takes none beyond half of them'),
  max_minor_comments: z
    .number()
    .int()
    .min(0)
    .max(50)
    .default(2)
    .describe('Of these, minor ones at most; what has no comment stands in the summary'),
  sarif: z
    .array(file)
    .max(5)
    .default([])
    .describe('SARIF files in the repository; what they say of added lines is posted only where Claude confirms it'),
  request_changes: z.boolean().default(false).describe('Ask for changes when a finding must be fixed'),
  fail_check: z.boolean().default(false).describe('Fail the check when a finding must be fixed'),
  human_reviews: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('People who must have reviewed what a coding agent wrote before the check is green'),
  agents: z.enum(['single', 'parallel']).default('single').describe('One agent, or one for each concern'),
  effort: z
    .enum(WANTED_EFFORTS)
    .default('auto')
    .describe(
      'How much is spent on a review: quick reads once, normal twice, deep three times; auto decides by risk, size and author',
    ),
  remarks: z
    .boolean()
    .default(true)
    .describe('One minor comment on wrong words in text that people read, and one on doubled logic'),
  language: z
    .string()
    .regex(LANGUAGE_TAG)
    .superRefine((tag, context) => refuse(languageProblem(tag), context))
    .default('en')
    .describe('Language of the comments, such as en or pt-BR'),
});

/** Whether a rule of ours, a category of Claude's or a rule of another tool is called so. */
export function isRuleId(id: string): boolean {
  return ruleIds.includes(id) || toolRules.safeParse(id).success;
}

function refuse(problem: string | null, context: z.RefinementCtx): void {
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
}

function checkLength(patterns: readonly string[], context: z.RefinementCtx): void {
  const length = patterns.reduce((sum, one) => sum + one.length, 0);
  if (length > LONGEST_PATTERNS)
    context.addIssue({
      code: 'custom',
      message: `its patterns have more than ${LONGEST_PATTERNS} characters together`,
    });
}
