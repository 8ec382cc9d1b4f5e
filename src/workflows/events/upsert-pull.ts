import type { DataSource, EntityManager } from 'typeorm';
import { originOf } from '../../graph/history/origin-of.js';
import type { PullOrigin } from '../../graph/types.js';
import type { Change } from '../../review/types.js';
import type { CommentedPull, PullFacts } from './pull-subject.js';

export interface PullRow {
  id: string;
  number: number;
  headSha: string;
  baseRef: string;
  paused: boolean;
}

/**
 * Brings the row of a pull request to what a delivery says. Deliveries arrive in any order: an older one than the
 * last (by GitHub's `updated_at`) changes nothing and returns null.
 */
export async function upsertPull(
  manager: EntityManager,
  owner: { installationId: number; repositoryId: number },
  pull: PullFacts,
): Promise<PullRow | null> {
  const rows: PullRow[] = await manager.query(
    `INSERT INTO pull_requests AS mine (installation_id, repository_id, number, state, draft, title, author, head_ref, head_sha,
            base_ref, base_sha, opened_at, pushed_at, github_updated_at, origin,
            merged_at, additions, deletions)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, $17)
     ON CONFLICT (repository_id, number) DO UPDATE
        SET state = EXCLUDED.state, draft = EXCLUDED.draft, title = EXCLUDED.title, author = EXCLUDED.author,
            head_ref = EXCLUDED.head_ref, base_ref = EXCLUDED.base_ref, base_sha = EXCLUDED.base_sha,
            pushed_at = CASE WHEN mine.head_sha = EXCLUDED.head_sha THEN mine.pushed_at ELSE EXCLUDED.pushed_at END,
            head_sha = EXCLUDED.head_sha, github_updated_at = EXCLUDED.github_updated_at,
            merged_at = EXCLUDED.merged_at, additions = coalesce(EXCLUDED.additions, mine.additions),
            deletions = coalesce(EXCLUDED.deletions, mine.deletions)
      WHERE mine.github_updated_at IS NULL OR mine.github_updated_at <= EXCLUDED.github_updated_at
     RETURNING id, number, head_sha AS "headSha", base_ref AS "baseRef", paused`,
    [
      owner.installationId,
      owner.repositoryId,
      pull.number,
      pull.state,
      pull.draft ?? false,
      pull.title,
      pull.user?.login ?? 'ghost',
      pull.head.ref,
      pull.head.sha,
      pull.base.ref,
      pull.base.sha,
      pull.created_at,
      pull.updated_at,
      originOf({
        author: pull.user ? { login: pull.user.login, isBot: pull.user.type === 'Bot' } : null,
        headRef: pull.head.ref,
        messages: '',
      }),
      pull.merged_at ?? null,
      pull.additions ?? null,
      pull.deletions ?? null,
    ],
  );
  return rows[0] ?? null;
}

/**
 * The row of a pull request of which nothing was heard before a command was given in it, such as one that is older
 * than the installation. Its commits stay empty until the first run or the next event tells them (`learnHead`).
 */
export async function insertCommentedPull(
  manager: EntityManager,
  owner: { installationId: number; repositoryId: number },
  pull: CommentedPull,
): Promise<PullRow> {
  await manager.query(
    `INSERT INTO pull_requests (installation_id, repository_id, number, state, draft, title, author, head_ref, head_sha, base_ref, base_sha)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', '') ON CONFLICT (repository_id, number) DO NOTHING`,
    [
      owner.installationId,
      owner.repositoryId,
      pull.number,
      pull.state,
      pull.draft ?? false,
      pull.title,
      pull.user?.login ?? 'ghost',
    ],
  );
  const row = await findPull(manager, owner.repositoryId, { number: pull.number, headSha: null });
  if (row === null) throw new Error(`#${pull.number} was not stored`);
  return row;
}

/** Completes a row that `insertCommentedPull` made; another one stays as it is. */
export async function learnHead(
  source: DataSource,
  pullRequestId: string,
  { headRef, headSha, baseRef, baseSha }: Pick<Change, 'headRef' | 'headSha' | 'baseRef' | 'baseSha'>,
): Promise<void> {
  await source.query(
    `UPDATE pull_requests SET head_ref = $2, head_sha = $3, base_ref = $4, base_sha = $5 WHERE id = $1 AND head_sha = ''`,
    [pullRequestId, headRef, headSha, baseRef, baseSha],
  );
}

/** The row of a pull request that an event names by number or by its head; null if none is known. */
export async function findPull(
  manager: EntityManager,
  repositoryId: number,
  by: { number: number | null; headSha: string | null },
): Promise<PullRow | null> {
  const rows: PullRow[] = await manager.query(
    `SELECT id, number, head_sha AS "headSha", base_ref AS "baseRef", paused FROM pull_requests
      WHERE repository_id = $1 AND (number = $2 OR ($2::int IS NULL AND head_sha = $3))
      ORDER BY state = 'open' DESC, number DESC LIMIT 1`,
    [repositoryId, by.number, by.headSha],
  );
  return rows[0] ?? null;
}

/** Keeps who made a pull request, as its commits tell. */
export async function learnOrigin(
  source: DataSource,
  repositoryId: number,
  { number, origin }: { number: number; origin: PullOrigin },
): Promise<void> {
  await source.query('UPDATE pull_requests SET origin = $3 WHERE repository_id = $1 AND number = $2 AND origin <> $3', [
    repositoryId,
    number,
    origin,
  ]);
}
