import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS, MORE_HOSTILE_TEXTS } from './hostile-texts.js';
import { measureGrowth } from './measure-growth.js';
import { SUBJECTS } from './subjects.js';

/** The long search: `GROWTH_BYTES=1048576` goes up to 1 MB, with all texts. 64 kB show what is quadratic, too. */
const long = process.env['GROWTH_BYTES'];
const LARGEST = Number(long ?? 65_536);
const TEXTS = long === undefined ? HOSTILE_TEXTS : [...HOSTILE_TEXTS, ...MORE_HOSTILE_TEXTS];

/** Enough for what looks at the number of pieces, not at what they say. */
const FEW = new Set(['blank lines', 'keys']);

describe('what handles text of people outside takes time by its length', () => {
  const subjects = SUBJECTS.map(([name, prepare, few]) => ({ name, prepare, few: few === true }));
  it.each(subjects)('$name', { timeout: 600_000 }, async ({ prepare, few }) => {
    const found: string[] = [];
    for (const [kind, textOf] of TEXTS) {
      if (long === undefined && few && !FEW.has(kind)) continue;
      const seen = await measureGrowth((size) => prepare(textOf(size)), LARGEST);
      if (seen !== null) found.push(`${kind}: ${seen}`);
    }
    expect(found).toEqual([]);
  });
});

it('tells a quadratic pass from a linear one', { timeout: 600_000 }, async () => {
  const quadratic = (size: number) => () => /\s+x/.test(' '.repeat(size));
  const linear = (size: number) => () => / x/.test(' '.repeat(size));
  expect(await measureGrowth(quadratic, 16_384)).toContain('four times as many');
  expect(await measureGrowth(linear, 16_384)).toBeNull();
});

it.each([
  ['quadratic', (kilobytes: number) => kilobytes ** 2 / 2, '4096 bytes take 8.0 ms, four times as many 128.0 ms'],
  ['linear', (kilobytes: number) => kilobytes * 2, null],
] as const)('tells %s times beside a machine that doubles every other one of them', async (_, costOf, expected) => {
  for (const busy of [0, 1]) {
    let turn = 0;
    const timeOf = async (work: () => unknown) => Number(work()) * ((turn++ >> 1) % 2 === busy ? 2 : 1);
    const prepare = (size: number) => () => costOf(size / 1024);
    expect(await measureGrowth(prepare, 16_384, timeOf)).toBe(expected);
  }
});
