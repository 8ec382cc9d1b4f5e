import { z } from 'zod';
import { notYetAsked, requestReviewers } from '../../github/publish/request-reviewers.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readFileRows } from '../../github/read/read-file-rows.js';
import { readPull } from '../../github/read/read-pull.js';
import type { ChangedFile } from '../../review/types.js';
import { fileOfRow } from '../../github/read/read-changed-files.js';
import { readHistory } from '../pulls/read-history.js';
import { pullRunOf } from '../executions/execution-record.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { defineStep, done, type StepContext } from './step-action.js';

const MOST = 15;
const Config = z.strictObject({
  users: z
    .array(z.string().regex(/^[\w-]{1,39}$/, 'must be a login'))
    .max(MOST)
    .default([])
    .describe('Logins.'),
  teams: z
    .array(z.string().regex(/^[\w-]{1,100}$/, 'must be the slug of a team'))
    .max(MOST)
    .default([])
    .describe('Slugs of teams of the organisation.'),
  experts: z
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe(
      'So many of those who own the changed files or know them best; never the author, nor who has been away for long.',
    ),
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
    const { users, unknown } = await people(context, config);
    const pullRun = pullRunOf(context.run);
    const octokit = await readerOf(context.ports, pullRun);
    const wanted = await notYetAsked(octokit, targetOf(pullRun), { users, teams: config.teams });
    const said = `ask ${wanted.map(({ name }) => name).join(', ') || 'nobody more'} for a review`;
    return unknown === null ? said : `${said} (${unknown})`;
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
  const pullRun = pullRunOf(run);
  const [octokit, target] = [await readerOf(ports, pullRun), targetOf(pullRun)];
  const pull = await readPull(octokit, target);
  const files: ChangedFile[] = [];
  await readFileRows(octokit, target, pull.changedFiles, (row) => files.push(fileOfRow(row)));
  const readBase = async (path: string) =>
    (await readBlob(octokit, target, path, pull.baseSha))?.toString('utf8') ?? null;
  const { history, candidates } = await readHistory(ports, pullRun, { ...pull, files }, readBase, async () => null);
  const found = candidates.slice(0, experts).map(({ login }) => login);
  return {
    users: [...new Set([...users, ...found])],
    unknown: found.length > 0 ? null : `no expert is known${history.absent === null ? '' : `: ${history.absent}`}`,
  };
}
