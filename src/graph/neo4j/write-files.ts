import type { FileNode, ScanVersion } from '../types.js';
import { fileColumns, fileRows, type FileRow } from './file-columns.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** Files between two paths lie side by side in the index of their key. */
const BETWEEN = `MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path >= $first AND f.path <= $last`;

const ANY = `RETURN EXISTS { ${BETWEEN} } AS any`;

/**
 * Of files that are known, those that the version does not have yet: what it says of them where that is not known. A
 * look at each path on its own, in a statement that writes, would lock its entry of the index, and take longer than
 * all else. `$places` has the place of each path in the lists.
 */
const ADD = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
${BETWEEN}
WITH r, f, $places[f.path] AS at
WHERE at IS NOT NULL
WITH r, f, at, EXISTS { (f)<-[:CONTAINS {scan: $scan}]-() } AS has, coalesce(f.size = $sizes[at]
  AND f.extension = $extensions[at] AND coalesce(f.language, '') = coalesce($languages[at], '')
  AND coalesce(f.lines, -1) = coalesce($lines[at], -1) AND f.is_test = $tests[at]
  AND f.is_generated = $generated[at], false) AS same
FOREACH (_ IN CASE WHEN same AND NOT has THEN [at] ELSE [] END |
  CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->(f))
FOREACH (_ IN CASE WHEN NOT same AND NOT has THEN [at] ELSE [] END |
  CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan,
    extension: $extensions[at], language: $languages[at], size: $sizes[at], lines: $lines[at], is_test: $tests[at],
    is_generated: $generated[at]}]->(f))
RETURN collect(at) AS known`;

const MAKE = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND range(0, size($paths) - 1) AS at
CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->
  (:File {installation_id: $installation_id, repo_id: $repo_id, path: $paths[at], first_seen_at: $now,
    extension: $extensions[at], language: $languages[at], size: $sizes[at], lines: $lines[at], is_test: $tests[at],
    is_generated: $generated[at]})`;

/**
 * Files of a version that nobody reads yet, with their CONTAINS; what is there already stays as it is. What readers see
 * of a file stays until the version is theirs: where it says something else of a file, that stands at its CONTAINS, and
 * `finishScan` takes it over. The repository is held: nobody else makes its files.
 */
export async function writeFiles(run: Run, version: ScanVersion, files: readonly FileNode[]): Promise<void> {
  const rows = fileRows(files);
  if (rows.length === 0) return;
  const of = { ...tenant(version), scan: version.scan, now: new Date() };
  const ends = endsOf(rows);
  const [found] = await run<{ any: boolean }>(ANY, { ...of, ...ends });
  const known = found?.any === true ? await addKnown() : new Set<number>();
  const fresh = rows.filter((_, at) => !known.has(at));
  if (fresh.length > 0) await run(MAKE, { ...of, ...fileColumns(fresh) });

  async function addKnown(): Promise<Set<number>> {
    const places = Object.fromEntries(rows.map(({ path }, at) => [path, at]));
    const [added] = await run<{ known: number[] }>(ADD, { ...of, ...ends, ...fileColumns(rows), places });
    return new Set(added?.known);
  }
}

/** The first and the last path in the order of Cypher. */
function endsOf(rows: readonly FileRow[]): { first: string; last: string } {
  const paths = rows.map(({ path }) => ({ path, bytes: Buffer.from(path) }));
  const end = (sign: 1 | -1) =>
    paths.reduce((one, other) => (sign * Buffer.compare(one.bytes, other.bytes) > 0 ? other : one)).path;
  return { first: end(1), last: end(-1) };
}
