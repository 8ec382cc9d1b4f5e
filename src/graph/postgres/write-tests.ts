import type { ScanVersion, TestEdge } from '../types.js';
import { fitsPath, fitsSymbol } from '../rows/fits-key.js';
import { HELD_VERSION } from './held-version.js';
import { inPieces } from '../rows/in-pieces.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

const STATEMENT = `WITH ${HELD_VERSION}
  INSERT INTO graph_tested_by
    (installation_id, repo_id, scan, path, qualified_name, kind, test_path, tier, confidence)
    SELECT DISTINCT ON (path, qualified_name, kind, test_path) $1::integer, $2::bigint, $3::bigint, given.* FROM held
      CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::real[])
        AS given (path, qualified_name, kind, test_path, tier, confidence)
      ORDER BY path, qualified_name, kind, test_path, confidence DESC
    ON CONFLICT DO NOTHING`;

/** TESTED_BY of a version. */
export async function writeTests(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  tests: readonly TestEdge[],
  visible: boolean,
): Promise<void> {
  for (const piece of inPieces(tests.filter(({ symbol, testPath }) => fitsSymbol(symbol) && fitsPath(testPath)))) {
    await runner.query(STATEMENT, [
      installationId,
      repoId,
      scan,
      visible,
      piece.map(({ symbol }) => storableText(symbol.path)),
      piece.map(({ symbol }) => storableText(symbol.qualifiedName)),
      piece.map(({ symbol }) => storableText(symbol.kind)),
      piece.map(({ testPath }) => storableText(testPath)),
      piece.map(({ tier }) => tier),
      piece.map(({ confidence }) => confidence),
    ]);
  }
}
