import { z } from 'zod';
import { setNamedCheck } from '../../github/publish/set-named-check.js';
import { pullRunOf } from '../executions/execution-record.js';
import { octokitOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { defineStep, done } from './step-action.js';

const CONCLUSIONS = ['success', 'neutral', 'failure', 'action_required'] as const;

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
      .refine((name) => name.trim().toLowerCase() !== 'nectr', 'is the check of the review: choose another name'),
    conclusion: z.enum(CONCLUSIONS),
    title: z.string().min(1).max(200),
    summary: z.string().max(20_000).default(''),
  }),
  result: z.object({ check_run_id: z.int() }),
  needs: 'pull request',
  targets: { summary: 'markdown' },
  describe: async (_, { name, conclusion, title }) => `set the check ${name} to ${conclusion}: ${title}`,
  run: async ({ ports, run, step }, check) => {
    const pullRun = pullRunOf(run);
    const octokit = await octokitOf(ports, pullRun);
    const id = await withPullLease(ports, pullRun, ({ repositoryUrl, refused, assertLease }) =>
      setNamedCheck(
        octokit,
        targetOf(pullRun),
        {
          headSha: pullRun.headSha,
          key: `${run.workflowId}:${step.name}`,
          detailsUrl: null,
          repositoryUrl,
          refused,
          assertLease,
        },
        check,
      ),
    );
    return done({ check_run_id: id }, `${check.name}: ${check.conclusion}`);
  },
});
