/** As PostgreSQL numbers its types (pg_type.dat). */
const JSONB = 3802;

/**
 * JSON texts as one parameter of the type jsonb[], in PostgreSQL's binary form: the bytes go as they are, where the
 * text form would quote and escape each character of them, and the server undo it. The form is that of `array_recv`
 * and `jsonb_recv`: dimensions, nulls, element type, length, lower bound; for each its length, version 1 and text.
 */
export function jsonbArray(texts: readonly Buffer[]): Buffer {
  const size = texts.reduce((sum, { length }) => sum + 5 + length, 20);
  const result = Buffer.allocUnsafe(size);
  let at = 0;
  for (const number of [1, 0, JSONB, texts.length, 1]) at = result.writeInt32BE(number, at);
  for (const text of texts) {
    at = result.writeInt32BE(text.length + 1, at);
    at = result.writeInt8(1, at);
    at += text.copy(result, at);
  }
  return result;
}
