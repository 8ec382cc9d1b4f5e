import { GraphRefusedError } from '../graph-refused-error.js';
import { pathsGone } from '../rows/paths-gone.js';
import { storableText } from '../../words/storable-text.js';
import type { PushChange, RepositoryKey } from '../types.js';
import { holdScans } from './hold-scans.js';
import type { Runner } from './runner.js';
import { startsFrom } from '../rows/starts-from.js';
import { SYMBOL_EDGES, SYMBOL_TABLES } from './symbol-tables.js';
import { writeBatch } from './write-batch.js';
import { writeRenames } from './write-renames.js';

const HERE = 'installation_id = $1::integer AND repo_id = $2::bigint AND scan = $3::bigint';

const deleteBy = (table: string, column: string) =>
  `DELETE FROM ${table} WHERE ${HERE} AND ${column} = ANY($4::text[])`;

/** What comes out of a file: `$4` are the files that changed or went. */
const OUT_OF_FILES = [
  ...SYMBOL_EDGES.map((type) => deleteBy(SYMBOL_TABLES[type], 'from_path')),
  deleteBy('graph_tested_by', 'test_path'),
  deleteBy('graph_imports', 'from_path'),
  deleteBy('graph_symbols', 'path'),
];

/** What only a file that is there has: `$4` are those that went. */
const OF_GONE_FILES = [deleteBy('graph_contains', 'path'), deleteBy('graph_imports', 'to_path')];

/** A scalar subquery stays a look-up by the key, also before the tables were analysed. */
const withoutTarget = (table: string, path: string, name: string, kind: string) => `DELETE FROM ${table} e
  WHERE e.${HERE.replaceAll(' AND ', ' AND e.')} AND e.${path} = ANY($4::text[])
    AND (SELECT true FROM graph_symbols s WHERE s.installation_id = $1::integer AND s.repo_id = $2::bigint
      AND s.scan = $3::bigint AND s.path = e.${path} AND s.qualified_name = e.${name} AND s.kind = e.${kind}) IS NULL`;

/** Edges into a file that changed stay as long as their symbol does. */
const WITHOUT_TARGET = [
  ...SYMBOL_EDGES.map((type) => withoutTarget(SYMBOL_TABLES[type], 'to_path', 'to_name', 'to_kind')),
  withoutTarget('graph_tested_by', 'path', 'qualified_name', 'kind'),
];

const MARK_DELETED = `UPDATE graph_files
  SET deleted_at = $4::timestamptz, first_seen_at = LEAST(first_seen_at, $4::timestamptz - interval '1 second')
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND deleted_at IS NULL AND path = ANY($3::text[])`;

const SAY = `UPDATE graph_repositories SET scanned_sha = $3::text, scanned_at = $4::timestamptz
  WHERE installation_id = $1::integer AND repo_id = $2::bigint`;

/**
 * Brings the version that readers see to a new commit. `runner` is one transaction: they see all of it or nothing.
 * Throws GraphRefusedError where it is not of the commit that the change builds on, or the repository was purged.
 */
export async function applyPush(runner: Runner, repository: RepositoryKey, change: PushChange): Promise<void> {
  const { installationId, repoId } = repository;
  const row = await holdScans(runner, repository);
  if (row === null) throw new GraphRefusedError('purged');
  if (row.scan === null || !startsFrom(change, row.sha)) throw new GraphRefusedError('moved');
  const version = { ...repository, scan: row.scan };
  const written = change.batch.files.map(({ path }) => storableText(path));
  const gone = pathsGone(change, new Set(written));
  const touched = [...written, ...gone];
  for (const statement of OUT_OF_FILES) await runner.query(statement, [installationId, repoId, row.scan, touched]);
  for (const statement of OF_GONE_FILES) await runner.query(statement, [installationId, repoId, row.scan, gone]);
  await runner.query(MARK_DELETED, [installationId, repoId, gone, change.at]);
  await writeBatch(runner, version, change.batch, true);
  for (const statement of WITHOUT_TARGET) await runner.query(statement, [installationId, repoId, row.scan, touched]);
  await writeRenames(
    runner,
    repository,
    change.renamed.map(({ from, to }) => ({ from, to, at: change.at })),
  );
  await runner.query(SAY, [installationId, repoId, change.sha.slice(0, 64), change.at]);
}
