import type { ScanVersion, SymbolNode } from '../types.js';
import { fitsSymbol } from '../rows/fits-key.js';
import { HELD_VERSION } from './held-version.js';
import { inPieces } from '../rows/in-pieces.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';

/** Of several with one key (overloads) the first in the file stays. */
const STATEMENT = `WITH ${HELD_VERSION}
  INSERT INTO graph_symbols
    (installation_id, repo_id, scan, path, qualified_name, kind, signature, start_line, end_line, exported, contract_hash)
    SELECT DISTINCT ON (path, qualified_name, kind) $1::integer, $2::bigint, $3::bigint, given.* FROM held
      CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::integer[], $10::integer[], $11::boolean[],
        $12::text[])
        AS given (path, qualified_name, kind, signature, start_line, end_line, exported, contract_hash)
      ORDER BY path, qualified_name, kind, start_line
    ON CONFLICT DO NOTHING`;

/** Symbols of a version; a symbol's DEFINES is its row. */
export async function writeSymbols(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  symbols: readonly SymbolNode[],
  visible: boolean,
): Promise<void> {
  for (const piece of inPieces(symbols.filter(fitsSymbol))) {
    await runner.query(STATEMENT, [
      installationId,
      repoId,
      scan,
      visible,
      piece.map(({ path }) => storableText(path)),
      piece.map(({ qualifiedName }) => storableText(qualifiedName)),
      piece.map(({ kind }) => storableText(kind)),
      piece.map(({ signature }) => storableText(signature)),
      piece.map(({ startLine }) => startLine),
      piece.map(({ endLine }) => endLine),
      piece.map(({ exported }) => exported),
      piece.map(({ contractHash }) => contractHash.slice(0, 64)),
    ]);
  }
}
