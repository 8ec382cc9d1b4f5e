import type { Neo4jStore } from './open-store.js';

/** `$repo_id` null: every repository of the installation. Without its label no writer finds it any more. */
const HIDE = `MATCH (r:Repository {installation_id: $installation_id})
WHERE $repo_id IS NULL OR r.repo_id = $repo_id
SET r:PurgedRepository
REMOVE r:Repository`;

const LABELS = {
  Symbol: ['scan', 'path', 'qualified_name', 'kind'],
  PullRequest: ['number'],
  Issue: ['number'],
  File: ['path'],
  PurgedRepository: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Named whole, so that the index of the key leads to them. */
const statement = (
  label: keyof typeof LABELS,
  ofOne: boolean,
) => `MATCH (n:${label} {installation_id: $installation_id})
WHERE n.repo_id ${ofOne ? '= $repo_id' : 'IS NOT NULL'}
  ${LABELS[label].map((property) => `AND n.${property} IS NOT NULL`).join(' ')}
CALL (n) {
  WITH n, COUNT { (n)--() } AS edges
  DETACH DELETE n
  RETURN edges + 1 AS gone
} IN TRANSACTIONS OF 5000 ROWS
RETURN sum(gone) AS gone`;

/** A person stays as long as some repository of the installation knows of a pull request or a review. */
const DEVELOPERS = `MATCH (d:Developer {installation_id: $installation_id})
WHERE d.login IS NOT NULL AND NOT EXISTS { (d)<-[:AUTHORED_BY|REVIEWED_BY]-() }
DETACH DELETE d
RETURN count(*) AS gone`;

/** Removes a repository, or everything of an installation, in pieces; safe to repeat. Returns how many nodes and edges went. */
export async function purge(
  { write, remove }: Pick<Neo4jStore, 'write' | 'remove'>,
  { installationId, repoId }: { installationId: number; repoId?: number },
): Promise<number> {
  const of = { installation_id: installationId, repo_id: repoId ?? null };
  await write((run) => run(HIDE, of));
  let removed = 0;
  for (const label of Object.keys(LABELS) as (keyof typeof LABELS)[]) {
    const [row] = await remove<{ gone: number }>(statement(label, repoId !== undefined), of);
    removed += row?.gone ?? 0;
  }
  const people = await write((run) => run<{ gone: number }>(DEVELOPERS, { installation_id: installationId }));
  return removed + (people[0]?.gone ?? 0);
}
