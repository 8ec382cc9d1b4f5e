import { z } from '@hono/zod-openapi';
import { Problem } from '../door/problem.js';

/** The parameters of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).openapi({ description: 'Rows of an answer' }),
  cursor: z.string().max(500).optional().openapi({ description: '`next_cursor` of the previous answer' }),
};

/** The shape of every list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

/**
 * Where a list goes on: the sort key of the last row, which stays true while rows come and go. Opaque to callers.
 * Throws a 400 for what is no cursor of this list.
 */
export function readCursor<T extends z.ZodType>(key: T, cursor: string | undefined): z.infer<T> | null {
  if (cursor === undefined) return null;
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw noCursor('not a cursor of this list: use next_cursor of the previous answer', error);
  }
}

/**
 * The rows of a short list behind that of the cursor, by its key. Throws a 400 where that row is not there any more: the
 * list cannot go on.
 */
export function rowsAfter<Row>(rows: readonly Row[], cursor: string | undefined, keyOf: (row: Row) => string): Row[] {
  const after = readCursor(z.tuple([z.string()]), cursor);
  if (after === null) return [...rows];
  const at = rows.findIndex((row) => keyOf(row) === after[0]);
  if (at < 0) throw noCursor('what it stood at is gone: begin the list again');
  return rows.slice(at + 1);
}

/**
 * One answer of a list: `rows` were asked for with one more than `limit`, so that it is known whether there are more.
 */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, key }: { item: (row: Row) => Item; key: (row: Row) => readonly unknown[] },
): { items: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(item),
    next_cursor: more ? writeCursor(key(last)) : null,
  };
}

/** The cursor of a sort key. */
export function writeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function noCursor(detail: string, cause?: unknown): Problem {
  return new Problem(400, 'The cursor cannot be read.', { errors: [{ field: 'query.cursor', detail }], cause });
}
