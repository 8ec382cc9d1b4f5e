import type { DataSource } from 'typeorm';
import type { PullComment } from '../../github/read/read-pull-comments.js';
import type { ToldFinding } from './read-words.js';

/** A pull request out of which something may be learned. */
export interface Learning {
  pullRequestId: string;
  installationId: number;
  githubInstallationId: number;
  repositoryId: number;
  githubRepoId: number;
  fullName: string;
  number: number;
  author: string;
  /** The last comment of each kind, by GitHub's id, that was read. */
  learnedThrough: Partial<Record<PullComment['kind'], number>>;
  developerMemories: boolean;
  /** Our findings that stand in threads. */
  findings: ToldFinding[];
}

/** Null: the pull request is gone, or nothing may be read there any more. */
export async function readLearning(source: DataSource, pullRequestId: string): Promise<Learning | null> {
  const rows: Omit<Learning, 'findings'>[] = await source.query(
    `SELECT q.id AS "pullRequestId", q.installation_id AS "installationId", q.repository_id AS "repositoryId", q.number,
            i.github_installation_id::float8 AS "githubInstallationId", r.github_repo_id::float8 AS "githubRepoId",
            r.full_name AS "fullName", q.author, q.learned_through AS "learnedThrough",
            i.developer_memories AS "developerMemories"
       FROM pull_requests q JOIN repositories r ON r.id = q.repository_id JOIN installations i ON i.id = q.installation_id
      WHERE q.id = $1 AND r.is_active AND i.is_active`,
    [pullRequestId],
  );
  const [pull] = rows;
  if (pull === undefined) return null;
  const findings: ToldFinding[] = await source.query(
    `SELECT id, rule, state, github_comment_id::float8 AS "commentId" FROM findings
      WHERE pull_request_id = $1 AND github_comment_id IS NOT NULL ORDER BY handle`,
    [pullRequestId],
  );
  return { ...pull, findings };
}
