import { GraphQLError } from 'graphql';

export interface ConnectionArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** GitHub's kind of a page. What has no key of its own is found again by its place. */
export interface Connection<T> {
  nodes: T[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/**
 * A page of `all` after the one that a cursor names by its key: new ones before it move nothing. Throws as GitHub does
 * for a cursor that it has not given.
 */
export function connection<T>(
  all: readonly T[],
  { first, after, last, before }: ConnectionArguments,
  keyOf: (node: T, index: number) => string | number,
): Connection<T> {
  const cursors = all.map((node, index) => cursorOf(keyOf(node, index)));
  const from = after ? place(cursors, after) + 1 : 0;
  const until = before ? place(cursors, before) : all.length;
  const end = typeof first === 'number' ? Math.min(until, from + first) : until;
  const start = typeof last === 'number' ? Math.max(from, end - last) : from;
  return {
    nodes: all.slice(start, end),
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: cursors[start] ?? null,
      endCursor: end > start ? (cursors[end - 1] ?? null) : null,
    },
  };
}

function cursorOf(key: string | number): string {
  return Buffer.from(`cursor:v2:${key}`).toString('base64');
}

function place(cursors: readonly string[], cursor: string): number {
  const at = cursors.indexOf(cursor);
  if (at >= 0) return at;
  throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, {
    extensions: { type: 'INVALID_CURSOR_ARGUMENTS' },
  });
}
