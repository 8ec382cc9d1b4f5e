import { fitsPath } from '../rows/fits-key.js';
import { firstByName } from '../rows/first-by-name.js';
import { inPieces } from '../rows/in-pieces.js';
import { storableText } from '../../words/storable-text.js';
import { MOST_FILES_OF_PULL, type PullRecord, type RepositoryKey } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';
import { unseenFile } from './unseen-file.js';

/** A pull request has the first of its files in lists too: a thousand of them are read without their edges. */
const CLEAR = `UNWIND $pulls AS row
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
SET p.paths = row.paths, p.path_additions = row.additions, p.path_deletions = row.deletions
WITH p
MATCH (p)-[edge:TOUCHES]->()
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

interface Touch {
  number: number;
  path: string;
  additions: number;
  deletions: number;
  merged_at: Date | null;
  /** Of the whole pull request. */
  files: number;
  created_at: Date;
}

/** TOUCHES of pull requests, instead of those that they had. */
export async function replaceTouches(run: Run, key: RepositoryKey, pulls: readonly PullRecord[]): Promise<void> {
  const of = tenant(key);
  const given = pulls.flatMap((pull): Touch[] =>
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
  await run(CLEAR, { ...of, pulls: listsOf(pulls, touches) });
  for (const files of inPieces(filesOf(touches))) await run(SEE, { ...of, files });
  for (const rows of inPieces(touches)) await run(WRITE, { ...of, rows });
}

function listsOf(pulls: readonly PullRecord[], touches: readonly Touch[]) {
  const byPull = new Map<number, Touch[]>(pulls.map(({ number }) => [number, []]));
  for (const touch of touches) byPull.get(touch.number)?.push(touch);
  return [...byPull].map(([number, all]) => {
    const first = firstByName(all, ({ path }) => path, MOST_FILES_OF_PULL);
    return {
      number,
      paths: first.map(({ path }) => path),
      additions: first.map(({ additions }) => additions),
      deletions: first.map(({ deletions }) => deletions),
    };
  });
}

function filesOf(touches: readonly Touch[]) {
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
