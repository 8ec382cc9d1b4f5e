import { fitsPath } from '../rows/fits-key.js';
import { inPieces } from '../rows/in-pieces.js';
import { storableText } from '../rows/storable-text.js';
import type { PullRecord, RepositoryKey } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';
import { unseenFile } from './unseen-file.js';

const CLEAR = `UNWIND $numbers AS number
MATCH (:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: number})-[edge:TOUCHES]->()
DELETE edge`;

/**
 * A file that no scan has seen is one of the past, or of a pull request that is not merged: that one was deleted when
 * it was first seen, which readers take for "was never there". A scan that finds it brings it to life.
 */
const SEE = `UNWIND $files AS row
MERGE (f:File {installation_id: $installation_id, repo_id: $repo_id, path: row.path})
ON CREATE SET f += row.properties`;

const WRITE = `UNWIND $rows AS row
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: row.path})
CREATE (p)-[:TOUCHES {installation_id: $installation_id, repo_id: $repo_id, path: row.path, number: row.number,
  additions: row.additions, deletions: row.deletions, merged_at: row.merged_at, files: row.files}]->(f)`;

/** TOUCHES of pull requests, instead of those that they had. */
export async function replaceTouches(run: Run, key: RepositoryKey, pulls: readonly PullRecord[]): Promise<void> {
  const of = tenant(key);
  await run(CLEAR, { ...of, numbers: pulls.map(({ number }) => number) });
  const given = pulls.flatMap((pull) =>
    pull.files
      .filter(({ path }) => fitsPath(path))
      .map(({ path, additions, deletions }) => ({
        number: pull.number,
        path: storableText(path),
        additions,
        deletions,
        merged_at: pull.state === 'merged' ? (pull.mergedAt ?? pull.createdAt) : null,
        files: pull.files.length,
        created_at: pull.createdAt,
      })),
  );
  const touches = firstOfEach(
    given,
    ({ number, path }) => [number, path],
    () => 0,
  );
  for (const files of inPieces(filesOf(touches))) await run(SEE, { ...of, files });
  for (const rows of inPieces(touches)) await run(WRITE, { ...of, rows });
}

function filesOf(touches: readonly { path: string; created_at: Date; merged_at: Date | null }[]) {
  const seen = new Map<string, { first_seen_at: Date; deleted_at: Date }>();
  for (const { path, created_at: first, merged_at: merged } of touches) {
    const before = seen.get(path);
    const last = merged ?? first;
    seen.set(path, {
      first_seen_at: before && before.first_seen_at < first ? before.first_seen_at : first,
      deleted_at: before && before.deleted_at > last ? before.deleted_at : last,
    });
  }
  return [...seen].map(([path, times]) => ({ path, properties: { ...unseenFile(path), ...times } }));
}
