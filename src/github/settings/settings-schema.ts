import { z } from 'zod';
import { compileGlob } from '../../review/plan/compile-glob.js';

/** All globs of a key together: what they cost for each file is as much as they are long. */
const LONGEST_GLOBS = 4000;
const names = z.array(z.string().min(1).max(200)).max(100);
const globs = z.array(z.string().min(1).max(256)).max(200).superRefine(checkGlobs);
const level = z.enum(['must-fix', 'should-fix', 'minor']);

/**
 * `.github/nectr.yml`. The committed JSON schema is made from this; keys and their meaning: the README.
 * No key can set an address, a model, a tool, a secret or a budget: the file belongs to the repository.
 */
export const settingsSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Review pull requests of this repository'),
  drafts: z.boolean().default(false).describe('Review drafts too'),
  bots: z.boolean().default(false).describe('Review pull requests that a bot opened'),
  skip: z
    .strictObject({
      labels: names.default([]).describe('Labels that stop a review'),
      titles: names.default([]).describe('Words in the title that stop a review'),
      branches: names.superRefine(checkGlobs).default([]).describe('Globs of head branches that are not reviewed'),
    })
    .prefault({}),
  paths: z
    .strictObject({
      include: globs.default([]).describe('Only files that match one of these globs; empty: all'),
      ignore: globs.default([]).describe('Files that match one of these globs are left out'),
    })
    .prefault({}),
  rules: z
    .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,99}$/), z.enum(['off', ...level.options]))
    .default({})
    .describe('Severity by rule id, or off'),
  min_severity: level.default('minor').describe('Findings below this are not posted'),
  max_comments: z.number().int().min(0).max(50).default(10).describe('Inline comments of one review at most'),
  request_changes: z.boolean().default(false).describe('Ask for changes when a finding must be fixed'),
  fail_check: z.boolean().default(false).describe('Fail the check when a finding must be fixed'),
  agents: z.enum(['single', 'parallel']).default('single').describe('One agent, or one for each concern'),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)
    .default('en')
    .describe('Language of the comments, such as en or pt-BR'),
});

function checkGlobs(globs: readonly string[], context: z.RefinementCtx): void {
  const length = globs.reduce((sum, glob) => sum + glob.length, 0);
  if (length > LONGEST_GLOBS) {
    context.addIssue({ code: 'custom', message: `its globs have more than ${LONGEST_GLOBS} characters together` });
    return;
  }
  for (const glob of globs) {
    const compiled = compileGlob(glob);
    if ('problem' in compiled) context.addIssue({ code: 'custom', message: `the glob "${glob}": ${compiled.problem}` });
  }
}
