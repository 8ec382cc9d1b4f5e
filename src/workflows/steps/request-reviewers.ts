import { z } from 'zod';
import { requestReviewers } from '../../github/publish/request-reviewers.js';
import { gatherFacts } from '../executions/gather-facts.js';
import { pullRunOf } from '../executions/execution-record.js';
import { octokitOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { defineStep, done, type StepContext } from './step-action.js';

const MOST = 15;
const Config = z.strictObject({
  users: z
    .array(z.string().regex(/^[\w-]{1,39}$/, 'must be a login'))
    .max(MOST)
    .default([]),
  /** Slugs of teams of the organisation. */
  teams: z
    .array(z.string().regex(/^[\w-]{1,100}$/, 'must be the slug of a team'))
    .max(MOST)
    .default([]),
  /** So many of those who know the changed files best. */
  experts: z.int().min(0).max(5).default(0),
});

/** `request_reviewers`: people, teams and who knows the files. */
export const requestReviewersStep = defineStep({
  type: 'request_reviewers',
  title: 'Request reviewers',
  description:
    'Asks people, teams, and those who know the changed files best, for a review. Who is asked already is not asked again.',
  config: Config,
  result: z.object({ requested: z.array(z.string()), refused: z.array(z.string()) }),
  needs: 'pull request',
  check: ({ users, teams, experts }) =>
    users.length + teams.length + experts === 0 ? 'must name users, teams or a number of experts' : null,
  describe: async (context, config) => {
    const { users } = await people(context, config);
    return `ask ${[...users, ...config.teams].join(', ') || 'nobody: the graph names no expert'} for a review`;
  },
  run: async (context, config) => {
    const { ports, run } = context;
    const { users, unknown } = await people(context, config);
    const pullRun = pullRunOf(run);
    const octokit = await octokitOf(ports, pullRun);
    const { requested, refused } = await withPullLease(ports, pullRun, ({ assertLease }) =>
      requestReviewers(octokit, targetOf(pullRun), { users, teams: config.teams }, assertLease),
    );
    const reasons = refused.map(({ login, reason }) => `${login}: ${reason}`);
    const said = requested.length === 0 ? 'nobody had to be asked' : `asked ${requested.join(', ')}`;
    const more = [...reasons, ...(unknown === null ? [] : [unknown])];
    return done({ requested, refused: reasons }, more.length === 0 ? said : `${said} (${more.join('; ')})`);
  },
});

async function people(
  { ports, run }: StepContext,
  { users, experts }: z.output<typeof Config>,
): Promise<{ users: string[]; unknown: string | null }> {
  if (experts === 0) return { users, unknown: null };
  const { graph } = await gatherFacts(ports, run, new Set(['graph']));
  const found = graph?.experts?.slice(0, experts) ?? [];
  return {
    users: [...new Set([...users, ...found])],
    unknown:
      graph === undefined
        ? 'the graph gave no answer about experts'
        : found.length === 0
          ? 'the graph names no expert'
          : null,
  };
}
