import { fitsPath } from '../rows/fits-key.js';
import { storableText } from '../../words/storable-text.js';
import type { RepositoryKey } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';
import { unseenFile } from './unseen-file.js';

/** A name that no scan has seen is one of the past: it never was, as far as readers know. */
const STATEMENT = `UNWIND $rows AS row
MERGE (a:File {installation_id: $installation_id, repo_id: $repo_id, path: row.from})
ON CREATE SET a += row.of_from, a.first_seen_at = row.at, a.deleted_at = row.at
MERGE (b:File {installation_id: $installation_id, repo_id: $repo_id, path: row.to})
ON CREATE SET b += row.of_to, b.first_seen_at = row.at, b.deleted_at = row.at
WITH a, b, row WHERE NOT EXISTS { (a)-[:RENAMED_TO]->(b) }
CREATE (a)-[:RENAMED_TO {installation_id: $installation_id, repo_id: $repo_id, renamed_at: row.at}]->(b)`;

/** RENAMED_TO: what was `from` is `to` since `at`. */
export async function writeRenames(
  run: Run,
  key: RepositoryKey,
  renames: readonly { from: string; to: string; at: Date }[],
): Promise<void> {
  const real = renames
    .filter(({ from, to }) => from !== to && fitsPath(from) && fitsPath(to))
    .map(({ from, to, at }) => ({ from: storableText(from), to: storableText(to), at }));
  const rows = firstOfEach(
    real,
    ({ from, to }) => [from, to],
    (one, other) => one.at.getTime() - other.at.getTime(),
  ).map((row) => ({ ...row, of_from: unseenFile(row.from), of_to: unseenFile(row.to) }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(key), rows });
}
