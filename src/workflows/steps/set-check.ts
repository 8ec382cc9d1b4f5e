import { z } from 'zod';
import { postedLine } from '../../github/publish/posted-body.js';
import { showCheck } from './show-check.js';
import { defineStep, done } from './step-action.js';

const CONCLUSIONS = ['success', 'neutral', 'failure', 'action_required'] as const;

/** As GitHub gets to see it: "Nectr" with a mark that nobody sees is no other name. */
function isOurs(name: string): boolean {
  return /^nectr\b/i.test(postedLine(name.normalize('NFKC'), name.length).trim());
}

/** `set_check`: a check run of the workflow's own. */
export const setCheck = defineStep({
  type: 'set_check',
  title: 'Set a check',
  description:
    'Shows a check run of its own name on the head of the pull request; a later run of the same step changes it.',
  config: z.strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .refine((name) => !isOurs(name), 'is the name of a check of ours: choose one that does not begin with Nectr')
      .describe('What the check is called; a rule of the repository can require it.'),
    conclusion: z.enum(CONCLUSIONS).describe('`failure` blocks a merge where the check is required.'),
    title: z.string().min(1).max(200).describe('One line that says why.'),
    summary: z.string().max(20_000).default('').describe('Markdown below the title.'),
  }),
  result: z.object({ check_run_id: z.int() }),
  needs: 'pull request',
  targets: { summary: 'markdown' },
  describe: async (_, { name, conclusion, title, summary }) =>
    `set the check ${name} to ${conclusion}: ${title}${summary === '' ? '' : `\n\n${summary}`}`,
  run: async (context, check) => {
    const id = await showCheck(context, check);
    return done({ check_run_id: id }, `${check.name}: ${check.conclusion}`);
  },
});
