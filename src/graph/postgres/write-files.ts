import type { FileNode, ScanVersion } from '../types.js';
import { fitsPath } from '../rows/fits-key.js';
import { HELD_VERSION } from './held-version.js';
import { inPieces } from '../rows/in-pieces.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

const COLUMNS = 'extension, language, size, lines, is_test, is_generated';

const GIVEN = `${HELD_VERSION},
  given AS MATERIALIZED (
    SELECT DISTINCT ON (path) given.* FROM held
      CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::integer[], $10::boolean[], $11::boolean[])
        AS given (path, ${COLUMNS})
      ORDER BY path
  )`;

/** What readers see of a file stays as it is until the version is theirs: `finishScan` takes it over. */
const UNSEEN = `WITH ${GIVEN}
  INSERT INTO graph_contains (installation_id, repo_id, scan, path, ${COLUMNS})
    SELECT $1::integer, $2::bigint, $3::bigint, path, ${COLUMNS} FROM given ON CONFLICT DO NOTHING`;

const SEEN = `WITH ${GIVEN},
  written AS (
    INSERT INTO graph_files AS f (installation_id, repo_id, path, ${COLUMNS})
      SELECT $1::integer, $2::bigint, path, ${COLUMNS} FROM given
      ON CONFLICT (installation_id, repo_id, path) DO UPDATE SET
        extension = EXCLUDED.extension, language = EXCLUDED.language, size = EXCLUDED.size, lines = EXCLUDED.lines,
        is_test = EXCLUDED.is_test, is_generated = EXCLUDED.is_generated, deleted_at = NULL
      WHERE (f.extension, f.language, f.size, f.lines, f.is_test, f.is_generated, f.deleted_at)
        IS DISTINCT FROM (EXCLUDED.extension, EXCLUDED.language, EXCLUDED.size, EXCLUDED.lines, EXCLUDED.is_test,
          EXCLUDED.is_generated, NULL::timestamptz)
  )
  INSERT INTO graph_contains (installation_id, repo_id, scan, path, ${COLUMNS})
    SELECT $1::integer, $2::bigint, $3::bigint, path, ${COLUMNS} FROM given
    ON CONFLICT (installation_id, repo_id, scan, path) DO UPDATE SET
      extension = EXCLUDED.extension, language = EXCLUDED.language, size = EXCLUDED.size, lines = EXCLUDED.lines,
      is_test = EXCLUDED.is_test, is_generated = EXCLUDED.is_generated`;

/**
 * Files of a version with their CONTAINS. `visible`: it is the one that readers see, and they are alive from now on.
 */
export async function writeFiles(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  files: readonly FileNode[],
  visible: boolean,
): Promise<void> {
  for (const piece of inPieces(files.filter(({ path }) => fitsPath(path)))) {
    await runner.query(visible ? SEEN : UNSEEN, [
      installationId,
      repoId,
      scan,
      visible,
      piece.map(({ path }) => storableText(path)),
      piece.map(({ extension }) => storableText(extension)),
      piece.map(({ language }) => language?.slice(0, 40) ?? null),
      piece.map(({ size }) => size),
      piece.map(({ lines }) => lines),
      piece.map(({ isTest }) => isTest),
      piece.map(({ isGenerated }) => isGenerated),
    ]);
  }
}
