/** What one statement writes: enough to make the way to the server cheap, and short enough to hold no lock for long. */
export const ROWS_A_STATEMENT = 5000;

/** `rows` in pieces of at most `most`; none for no rows. */
export function inPieces<Row>(rows: readonly Row[], most = ROWS_A_STATEMENT): (readonly Row[])[] {
  if (rows.length <= most) return rows.length === 0 ? [] : [rows];
  return Array.from({ length: Math.ceil(rows.length / most) }, (_, at) => rows.slice(at * most, (at + 1) * most));
}
