import type { ImportEdge, ScanVersion } from '../types.js';
import { fitsPath } from '../rows/fits-key.js';
import { HELD_VERSION } from './held-version.js';
import { inPieces } from '../rows/in-pieces.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

const STATEMENT = `WITH ${HELD_VERSION}
  INSERT INTO graph_imports (installation_id, repo_id, scan, from_path, to_path, tier, confidence)
    SELECT DISTINCT ON (from_path, to_path) $1::integer, $2::bigint, $3::bigint, given.* FROM held
      CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::real[]) AS given (from_path, to_path, tier, confidence)
      ORDER BY from_path, to_path, confidence DESC
    ON CONFLICT DO NOTHING`;

/** IMPORTS of a version. */
export async function writeImports(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  imports: readonly ImportEdge[],
  visible: boolean,
): Promise<void> {
  for (const piece of inPieces(imports.filter(({ from, to }) => fitsPath(from) && fitsPath(to)))) {
    await runner.query(STATEMENT, [
      installationId,
      repoId,
      scan,
      visible,
      piece.map(({ from }) => storableText(from)),
      piece.map(({ to }) => storableText(to)),
      piece.map(({ tier }) => tier),
      piece.map(({ confidence }) => confidence),
    ]);
  }
}
