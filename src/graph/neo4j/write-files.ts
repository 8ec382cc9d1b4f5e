import type { FileNode, ScanVersion } from '../types.js';
import { fileColumns, fileRows, type FileRow } from './file-columns.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** Neo4j locks each entry that a writing statement looks for: who only reads first writes twice as fast. */
const ANY = `RETURN EXISTS { MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id})
  WHERE f.path >= $first AND f.path <= $last } AS any`;

/** Of those that are known: which the version does not have yet, and of which of these it says what is known. */
const KNOWN = `UNWIND range(0, size($paths) - 1) AS at
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: $paths[at]})
RETURN at, EXISTS { (f)<-[:CONTAINS {scan: $scan}]-() } AS has,
  f.size = $sizes[at] AND f.extension = $extensions[at] AND coalesce(f.language, '') = coalesce($languages[at], '')
    AND coalesce(f.lines, -1) = coalesce($lines[at], -1) AND f.is_test = $tests[at]
    AND f.is_generated = $generated[at] AS same`;

const MAKE = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND range(0, size($paths) - 1) AS at
CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->
  (:File {installation_id: $installation_id, repo_id: $repo_id, path: $paths[at], first_seen_at: $now,
    extension: $extensions[at], language: $languages[at], size: $sizes[at], lines: $lines[at], is_test: $tests[at],
    is_generated: $generated[at]})`;

const ADD = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND $paths AS path
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})
CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->(f)`;

const ADD_CHANGED = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND range(0, size($paths) - 1) AS at
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: $paths[at]})
CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan,
  extension: $extensions[at], language: $languages[at], size: $sizes[at], lines: $lines[at], is_test: $tests[at],
  is_generated: $generated[at]}]->(f)`;

/**
 * Files of a version that nobody reads yet, with their CONTAINS; what is there already stays as it is. What readers see
 * of a file stays until the version is theirs: where it says something else of a file, that stands at its CONTAINS, and
 * `finishScan` takes it over. The repository is held: nobody else makes its files.
 */
export async function writeFiles(run: Run, version: ScanVersion, files: readonly FileNode[]): Promise<void> {
  const rows = fileRows(files);
  if (rows.length === 0) return;
  const of = { ...tenant(version), scan: version.scan };
  const write = async (statement: string, some: readonly FileRow[]) => {
    if (some.length > 0) await run(statement, { ...of, now: new Date(), ...fileColumns(some) });
  };
  const [found] = await run<{ any: boolean }>(ANY, { ...of, ...endsOf(rows) });
  if (found?.any !== true) return write(MAKE, rows);
  const known = await run<{ at: number; has: boolean; same: boolean }>(KNOWN, { ...of, ...fileColumns(rows) });
  const states = new Map(known.map((one) => [one.at, one]));
  const where = (wanted: (state: { has: boolean; same: boolean } | undefined) => boolean) =>
    rows.filter((_, at) => wanted(states.get(at)));
  await write(
    MAKE,
    where((state) => state === undefined),
  );
  await write(
    ADD,
    where((state) => state?.has === false && state.same),
  );
  await write(
    ADD_CHANGED,
    where((state) => state?.has === false && !state.same),
  );
}

/** The first and the last path in the order of Cypher. */
function endsOf(rows: readonly FileRow[]): { first: string; last: string } {
  const paths = rows.map(({ path }) => ({ path, bytes: Buffer.from(path) }));
  const end = (sign: 1 | -1) =>
    paths.reduce((one, other) => (sign * Buffer.compare(one.bytes, other.bytes) > 0 ? other : one)).path;
  return { first: end(1), last: end(-1) };
}
