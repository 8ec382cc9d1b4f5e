import { gitText } from '../checkout/git.js';
import type { DemoRepository } from './demo-repository.js';
import type { Sandbox } from './sandbox.js';
import type { Repository } from './types.js';

const DAY_MS = 86_400_000;
/**
 * Between two merges: the sixty of the demo are seven months, so that the first of them are far away and the last are
 * not.
 */
const DAYS_BETWEEN = 3.5;
const MERGED = /^([0-9a-f]{40}) Merge pull request #(\d+) /;

/** How long ago the pull request at this place of the past, oldest first, was merged. Pure. */
export const mergedDaysAgo = (index: number, count: number): number => 2 + (count - 1 - index) * DAYS_BETWEEN;

/**
 * Gives a repository of the sandbox the demo's past: its merged pull requests with reviews, and the issues they closed.
 * The commits are as old as they are on every machine; GitHub's dates end two days before `now`, because whoever asks
 * what happened in the last months asks today. Issues that come first are opened before this.
 */
export async function seedPast(
  sandbox: Sandbox,
  repository: Repository,
  { past, defaultBranch }: Pick<DemoRepository, 'past' | 'defaultBranch'>,
  now: Date,
): Promise<void> {
  const log = await gitText(repository.folder, ['log', '--merges', '--first-parent', '--format=%H %s', defaultBranch]);
  const merges = new Map(
    log.split('\n').flatMap((line) => {
      const [, sha = '', number] = MERGED.exec(line) ?? [];
      return number === undefined ? [] : [[Number(number), sha]];
    }),
  );
  for (const [index, pull] of past.entries()) {
    const mergedAt = new Date(now.getTime() - mergedDaysAgo(index, past.length) * DAY_MS);
    const createdAt = new Date(mergedAt.getTime() - DAY_MS);
    const { number, issue, title, author, reviewer, comments, closes, branch } = pull;
    if (issue !== null && closes) {
      const before = new Date(createdAt.getTime() - DAY_MS);
      const user = closes.user.login;
      sandbox.addIssue(repository, { ...closes, number: issue, user, body: '', createdAt: before, closedAt: mergedAt });
    }
    await sandbox.addMergedPull(repository, {
      number,
      title,
      body: issue === null ? '' : `Fixes #${issue}`,
      user: author.login,
      head: branch,
      base: defaultBranch,
      mergeCommit: merges.get(number) ?? '',
      createdAt,
      mergedAt,
      reviews: [{ user: reviewer.login, state: 'APPROVED', comments }],
    });
  }
}
