import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/dashboard/format/bytes.js';
import { ancestorsOf, folderOf } from '../../src/dashboard/pages/repos/files/ancestors-of.js';
import { languageShares } from '../../src/dashboard/pages/repos/insights/language-shares.js';
import { leftOutOf } from '../../src/dashboard/pages/repos/overview/left-out-of.js';
import { filesSearch, graphSearch, reposSearch } from '../../src/dashboard/pages/repos/search.js';

describe('addresses', () => {
  it('say what they can say; the rest is as if it were not there', () => {
    expect(reposSearch({ q: 'shop', show: 'connected', x: 1 })).toEqual({ q: 'shop', show: 'connected' });
    expect(reposSearch({ q: '', show: 'all' })).toEqual({});
    expect(filesSearch({ path: 'src/in' })).toEqual({ path: 'src/in' });
    expect(graphSearch({ view: 'files', focus: 'src', nodes: 5000, layers: 'owners', at: 'src/a.ts' })).toEqual({
      view: 'files',
      focus: 'src',
      nodes: 5000,
      layers: 'owners',
      at: 'src/a.ts',
    });
    expect(graphSearch({ view: 'map', nodes: 7, uncertain: 'yes' })).toEqual({});
    expect(graphSearch({ nodes: '1000' })).toEqual({ nodes: 1000 });
  });
});

it('knows the folders above a path', () => {
  expect(ancestorsOf('')).toEqual([]);
  expect(ancestorsOf('a/b/c')).toEqual(['a', 'a/b', 'a/b/c']);
  expect([folderOf('a/b'), folderOf('a')]).toEqual(['a', '']);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_400, '12 kB'],
  [1_400_000, '1.4 MB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (size, text) => expect(bytes(size)).toBe(text));

it('shares languages by lines, and what is small as one rest', () => {
  const of = (language: string, lines: number) => ({ language, lines, files: 1 });
  expect(languageShares([of('ts', 60), of('go', 30), of('py', 6), of('sh', 4)], 3)).toEqual([
    { language: 'ts', share: 0.6 },
    { language: 'go', share: 0.3 },
    { language: 'other', share: 0.1 },
  ]);
  expect(languageShares([of('ts', 0), of('go', 0)], 3)).toEqual([
    { language: 'ts', share: 0.5 },
    { language: 'go', share: 0.5 },
  ]);
  expect(languageShares([], 3)).toEqual([]);
});

it('reads what a scan left out from details of any shape', () => {
  expect(
    leftOutOf({ left_out: [{ reason: 'larger than 1 MiB', files: 3, such: [] }, { reason: 'no grammar' }] }),
  ).toEqual(['3 files: larger than 1 MiB', '1 file: no grammar']);
  for (const details of [{}, { left_out: 'x' }, { left_out: [null, 1, {}] }]) expect(leftOutOf(details)).toEqual([]);
});
