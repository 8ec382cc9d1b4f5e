import { describe, expect, it } from 'vitest';
import { measureNoise } from '../../../bench/measure-noise.js';
import { chunkParts } from '../../../../src/review/ask/prompt/chunk-parts.js';
import { createFence } from '../../../../src/review/ask/prompt/fence.js';

const fence = createFence('n0nce', (text) => text);
const prompt = chunkParts(
  {
    files: [],
    symbols: [{ path: 'src/a.ts', startLine: 1, text: 'one\ntwo\nthree' }],
    types: [],
    definitions: [
      { path: 'src/b.ts', startLine: 10, text: 'one\ntwo' },
      { path: 'lib/b.ts', startLine: 10, text: 'one\ntwo' },
    ],
    siblings: [],
    tests: [],
    callers: [{ path: 'src/use.ts', startLine: 4, text: 'one\ntwo', lines: [4, 90] }],
    notShown: [],
    candidates: [],
    earlier: [],
    uncertain: [],
    leads: [],
  },
  fence,
)
  .map(({ text }) => text)
  .join('\n\n');

describe('the measure of noise', () => {
  it.each([
    ['nothing', [], { symbols: 0, definitions: 0, callers: 0 }],
    ['a line', ['read src/b.ts:11, which throws'], { symbols: 0, definitions: 1, callers: 0 }],
    ['a line outside', ['src/b.ts:12 and src/a.ts:4'], { symbols: 0, definitions: 0, callers: 0 }],
    ['a range', ['src/a.ts:3-9'], { symbols: 1, definitions: 0, callers: 0 }],
    ['a path', ['every caller in src/use.ts', 'lib/b.ts, line 10'], { symbols: 0, definitions: 1, callers: 1 }],
    ['a name alone means each file of that name', ['b.ts:10'], { symbols: 0, definitions: 2, callers: 0 }],
  ])('counts what the words cite: %s', (_, words, cited) => {
    const noise = measureNoise(prompt, words);
    expect(Object.fromEntries([...noise].map(([part, one]) => [part, one.cited]))).toEqual(cited);
    expect([...noise.values()].map(({ shown }) => shown)).toEqual([1, 2, 1]);
    for (const { shown, cited: rested, never } of noise.values()) expect(never).toHaveLength(shown - rested);
  });
});
