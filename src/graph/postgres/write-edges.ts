import type { ScanVersion, SymbolEdge } from '../types.js';
import { fitsSymbol } from '../rows/fits-key.js';
import { HELD_VERSION } from './held-version.js';
import { inPieces } from '../rows/in-pieces.js';
import type { Runner } from './runner.js';
import { storableText } from '../../words/storable-text.js';
import { SYMBOL_EDGES, SYMBOL_TABLES } from './symbol-tables.js';

/** Of several edges of a pair the surest stays, with its first place. */
const statement = (table: string) => `WITH ${HELD_VERSION}
  INSERT INTO ${table} (installation_id, repo_id, scan,
      from_path, from_name, from_kind, to_path, to_name, to_kind, tier, confidence, line)
    SELECT DISTINCT ON (from_path, from_name, from_kind, to_path, to_name, to_kind)
        $1::integer, $2::bigint, $3::bigint, given.* FROM held
      CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
        $12::real[], $13::integer[])
        AS given (from_path, from_name, from_kind, to_path, to_name, to_kind, tier, confidence, line)
      ORDER BY from_path, from_name, from_kind, to_path, to_name, to_kind, confidence DESC, line
    ON CONFLICT DO NOTHING`;

/** CALLS, USES_TYPE and INHERITS of a version. */
export async function writeEdges(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  edges: readonly SymbolEdge[],
  visible: boolean,
): Promise<void> {
  const fitting = edges.filter(({ from, to }) => fitsSymbol(from) && fitsSymbol(to));
  for (const type of SYMBOL_EDGES) {
    for (const piece of inPieces(fitting.filter((edge) => edge.type === type))) {
      await runner.query(statement(SYMBOL_TABLES[type]), [
        installationId,
        repoId,
        scan,
        visible,
        piece.map(({ from }) => storableText(from.path)),
        piece.map(({ from }) => storableText(from.qualifiedName)),
        piece.map(({ from }) => storableText(from.kind)),
        piece.map(({ to }) => storableText(to.path)),
        piece.map(({ to }) => storableText(to.qualifiedName)),
        piece.map(({ to }) => storableText(to.kind)),
        piece.map(({ tier }) => tier),
        piece.map(({ confidence }) => confidence),
        piece.map(({ line }) => line),
      ]);
    }
  }
}
