import { expect, it } from 'vitest';
import type { FindingRow, FindingsPage } from '../../src/dashboard/pages/findings/finding-queries.js';
import { isMerged, mergeNewest } from '../../src/dashboard/pages/findings/merge-newest.js';

/** Rows by number: the higher, the newer. */
const row = (number: number, state: FindingRow['state'] = 'open') =>
  ({
    id: `id-${String(number).padStart(4, '0')}`,
    created_at: new Date(number * 1000).toISOString(),
    state,
  }) as FindingRow;
const page = (numbers: readonly number[], next: string | null): FindingsPage => ({
  items: numbers.map((number) => row(number)),
  next_cursor: next,
});
const numbers = (pages: readonly FindingsPage[]) =>
  pages.flatMap(({ items }) => items.map(({ id }) => Number(id.slice(3))));

const known = { pages: [page([9, 8, 7], 'after 7'), page([6, 5, 4], 'after 4')], pageParams: [null, 'after 7'] };

it('puts new rows on top and keeps what was scrolled to', () => {
  const merged = mergeNewest(known, page([11, 10, 9], 'after 9'));
  expect(numbers(merged.pages)).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
  expect(merged.pages.map(({ next_cursor: next }) => next)).toEqual(['after 7', 'after 4']);
});

it('drops what has left, and moves up what has not', () => {
  const merged = mergeNewest(known, page([9, 7, 6], 'after 6'));
  expect(numbers(merged.pages)).toEqual([9, 7, 6, 5, 4]);
});

it('takes the new state of a row', () => {
  const newest = { ...page([9, 8, 7], 'after 7'), items: [row(9), row(8, 'dismissed'), row(7)] };
  expect(mergeNewest(known, newest).pages[0]?.items.map(({ state }) => state)).toEqual(['open', 'dismissed', 'open']);
});

it('knows the end of what the newest reach though the last of them was not known', () => {
  // 5 was dismissed by somebody, and is open again.
  const before = { pages: [page([9, 8], 'after 8'), page([6, 4], 'after 4')], pageParams: [null, 'after 8'] };
  expect(numbers(mergeNewest(before, page([9, 8, 6, 5], 'after 5')).pages)).toEqual([9, 8, 6, 5, 4]);
});

it('begins anew where there may be others between', () => {
  const merged = mergeNewest(known, page([30, 29, 28], 'after 28'));
  expect(merged).toEqual({ pages: [page([30, 29, 28], 'after 28')], pageParams: [null] });
});

it('is all there is where nothing comes after it', () => {
  expect(numbers(mergeNewest(known, page([9], null)).pages)).toEqual([9]);
});

it('goes on after the newest where they reach further than what was known', () => {
  const one = { pages: [page([9, 8, 7], 'after 7')], pageParams: [null] };
  const newest = page([9, 6, 5], 'after 5');
  expect(mergeNewest(one, newest)).toEqual({ pages: [newest], pageParams: [null] });
  expect(mergeNewest(known, page([9, 4, 3], 'after 3'))).toEqual({
    pages: [page([9, 4, 3], 'after 3')],
    pageParams: [null],
  });
});

it('shows no row twice, whatever has left of what was loaded', () => {
  const all = Array.from({ length: 25 }, (_, at) => 25 - at);
  for (let loaded = 1; loaded <= 2; loaded++)
    for (let gone = 0; gone <= 10; gone++) {
      const pageOf = (rows: readonly number[], after: number) => {
        const rest = rows.filter((number) => number < after);
        return page(rest.slice(0, 10), rest.length > 10 ? String(rest[9]) : null);
      };
      const first = pageOf(all, 99);
      const before = { pages: [first, pageOf(all, 16)].slice(0, loaded), pageParams: [null, '16'].slice(0, loaded) };
      const left = all.filter((number) => number > 24 || number <= 24 - gone);
      const { pages } = mergeNewest(before, pageOf(left, 99));
      for (let next = pages.at(-1)?.next_cursor; next != null; next = pages.at(-1)?.next_cursor)
        pages.push(pageOf(left, Number(next)));
      expect(numbers(pages)).toEqual(left);
    }
});

it.each([
  ['new rows', page([11, 10, 9], 'after 9')],
  ['fewer rows', page([9, 7, 6], 'after 6')],
  ['rows further down', page([9, 4, 3], 'after 3')],
  ['others', page([30, 29, 28], 'after 28')],
  ['all there is', page([9], null)],
  ['another state', { ...page([9, 8, 7], 'after 7'), items: [row(9), row(8, 'fixed'), row(7)] }],
])('is done once: %s', (_, newest) => {
  expect(isMerged(known, newest)).toBe(false);
  expect(isMerged(mergeNewest(known, newest), newest)).toBe(true);
});
