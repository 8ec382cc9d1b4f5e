import type { PullRecord, RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const CLEAR = `DELETE FROM graph_closes
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = ANY($3::integer[])`;

const WRITE = `INSERT INTO graph_closes (installation_id, repo_id, number, issue)
  SELECT DISTINCT $1::integer, $2::bigint, given.* FROM unnest($3::integer[], $4::integer[]) AS given (number, issue)`;

/** CLOSES of pull requests, instead of those that they had. */
export async function replaceCloses(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  pulls: readonly PullRecord[],
): Promise<void> {
  await runner.query(CLEAR, [installationId, repoId, pulls.map(({ number }) => number)]);
  const edges = pulls.flatMap(({ number, closes }) => closes.map((issue) => ({ number, issue: issue.number })));
  const columns = [edges.map(({ number }) => number), edges.map(({ issue }) => issue)];
  await runner.query(WRITE, [installationId, repoId, ...columns]);
}
