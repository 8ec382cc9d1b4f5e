import { GraphRefusedError } from '../graph-refused-error.js';
import { pathsGone } from '../rows/paths-gone.js';
import { startsFrom } from '../rows/starts-from.js';
import { storableText } from '../../words/storable-text.js';
import type { PushChange, RepositoryKey } from '../types.js';
import { holdRepository } from './hold-repository.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';
import { writeBatch } from './write-batch.js';
import { writeRenames } from './write-renames.js';

/**
 * What comes out of the files `$touched`. Their symbols lose their lines until they are said again, and keep the edges
 * into them.
 */
const OUT_OF_SYMBOLS = `UNWIND $touched AS path
MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: $scan, path: path})
WHERE s.qualified_name IS NOT NULL AND s.kind IS NOT NULL
REMOVE s.start_line
WITH s
CALL (s) {
  MATCH (s)-[edge:CALLS|USES_TYPE|INHERITS]->() RETURN edge
  UNION ALL
  MATCH (s)<-[edge:DEFINES]-() RETURN edge
}
DELETE edge`;

const OUT_OF_FILES = `UNWIND $touched AS path
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})
CALL (f) {
  MATCH (f)-[edge:IMPORTS {scan: $scan}]->() RETURN edge
  UNION ALL
  MATCH (f)<-[edge:TESTED_BY {scan: $scan}]-() RETURN edge
}
DELETE edge`;

/** What only a file that is there has. A file was there before it was deleted, whatever the clocks say. */
const GONE = `UNWIND $gone AS path
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})
SET f.first_seen_at = CASE WHEN f.deleted_at IS NULL AND f.first_seen_at > $at - duration({seconds: 1})
    THEN $at - duration({seconds: 1}) ELSE f.first_seen_at END,
  f.deleted_at = coalesce(f.deleted_at, $at)
WITH f
MATCH (f)<-[edge:CONTAINS|IMPORTS {scan: $scan}]-()
DELETE edge`;

/** Nothing was said of them again: nothing leads to them any more. */
const INTO_NOTHING = `UNWIND $touched AS path
MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: $scan, path: path})
WHERE s.qualified_name IS NOT NULL AND s.kind IS NOT NULL AND s.start_line IS NULL
CALL (s) {
  MATCH (s)<-[edge:CALLS|USES_TYPE|INHERITS]-() DELETE edge
}
CALL (s) {
  MATCH (s)-[edge:TESTED_BY]->() DELETE edge
}
WITH s WHERE NOT EXISTS { (s)--() }
DELETE s`;

const SAY = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.scanned_sha = $sha, r.scanned_at = $at`;

/**
 * Brings the version that readers see to a new commit. `run` is one transaction: all of it comes, or nothing. A
 * question that is asked in the milliseconds of its commit may see parts of it, since Neo4j isolates rows, not
 * questions. Throws GraphRefusedError where it is not of the commit that the change builds on, or the repository was
 * purged.
 */
export async function applyPush(run: Run, repository: RepositoryKey, change: PushChange): Promise<void> {
  const held = await holdRepository(run, repository);
  if (held.scan === null || !startsFrom(change, held.sha)) throw new GraphRefusedError('moved');
  const written = change.batch.files.map(({ path }) => storableText(path));
  const gone = pathsGone(change, new Set(written));
  const of = { ...tenant(repository), scan: held.scan, at: change.at };
  const touched = [...new Set([...written, ...gone])];
  await run(OUT_OF_SYMBOLS, { ...of, touched });
  await run(OUT_OF_FILES, { ...of, touched });
  await run(GONE, { ...of, gone });
  await writeBatch(run, { ...repository, scan: held.scan }, change.batch, true);
  await run(INTO_NOTHING, { ...of, touched });
  const renames = change.renamed.map(({ from, to }) => ({ from, to, at: change.at }));
  await writeRenames(run, repository, renames);
  await run(SAY, { ...of, sha: change.sha.slice(0, 64) });
}
