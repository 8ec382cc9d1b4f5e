import type { InfiniteData } from '@tanstack/react-query';
import type { FindingRow, FindingsPage } from './finding-queries.js';

type Pages = InfiniteData<FindingsPage, string | null>;

/**
 * The pages that are known with their beginning as it is now. What `newest` does not reach stays as it was. The list
 * begins anew where nothing of `newest` was known before, since there may be more in between, and where nothing known
 * lies behind it: it reaches further than the old cursor then. Pure.
 */
export function mergeNewest(known: Pages, newest: FindingsPage): Pages {
  const last = newest.items.at(-1);
  const rows = known.pages.flatMap(({ items }) => items);
  const fresh = new Set(newest.items.map(({ id }) => id));
  const isKnown = rows.some(({ id }) => fresh.has(id));
  if (newest.next_cursor === null || last === undefined || !isKnown) return { pages: [newest], pageParams: [null] };
  const isBehind = behind(rows, last);
  const rest = known.pages.slice(1).map((page) => ({
    ...page,
    items: page.items.filter((row) => !fresh.has(row.id) && isBehind(row)),
  }));
  const tail = (known.pages[0]?.items ?? []).filter((row) => !fresh.has(row.id) && isBehind(row));
  if (tail.length === 0 && rest.every(({ items }) => items.length === 0))
    return { pages: [newest], pageParams: [null] };
  // Rows that newer ones pushed off the first page.
  return {
    pages: [{ items: [...newest.items, ...tail], next_cursor: known.pages[0]?.next_cursor ?? null }, ...rest],
    pageParams: known.pageParams,
  };
}

/** Whether a row comes after `last` in the order of the list: newest first, then by id. */
function behind(rows: readonly FindingRow[], last: FindingRow): (row: FindingRow) => boolean {
  const places = new Map(rows.map(({ id }, at) => [id, at]));
  const end = places.get(last.id);
  if (end !== undefined) return ({ id }) => (places.get(id) ?? 0) > end;
  return ({ created_at: at, id }) => at < last.created_at || (at === last.created_at && id < last.id);
}

/** Whether the pages begin with just these rows already. Pure. */
export function isMerged(known: Pick<Pages, 'pages'>, newest: FindingsPage): boolean {
  const rows = known.pages.flatMap(({ items }) => items);
  const isAll = newest.next_cursor === null;
  if (isAll ? rows.length !== newest.items.length : rows.length < newest.items.length) return false;
  return newest.items.every(({ id, state, updated_at: updated }, at) => {
    const row = rows[at];
    return row?.id === id && row.state === state && row.updated_at === updated;
  });
}
