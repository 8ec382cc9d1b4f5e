import { describe, expect, it } from 'vitest';
import { measureNoise } from '../../../bench/measure-noise.js';
import { Recorded, recordedNoise } from '../../../bench/recorded-noise.js';
import { resolvedShare } from '../../../bench/resolved-share.js';
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

describe('the noise of recorded reviews', () => {
  const say = (shown: string, ...content: { type: string; text?: string; thinking?: string; input?: unknown }[]) =>
    Recorded.parse({
      request: { model: 'm', messages: [{ content: [{ type: 'text', text: shown }] }, { content: 'go on' }] },
      answer: { content },
    });
  const cited = (noise: ReturnType<typeof recordedNoise>) =>
    Object.fromEntries([...noise].map(([part, one]) => [part, `${one.cited} of ${one.shown}`]));

  it('counts a prompt once, and what any of its agents and turns cites by words, thoughts or calls', () => {
    const other = prompt.replaceAll('src/b.ts', 'src/other.ts');
    const noise = recordedNoise([
      say(prompt, { type: 'thinking', thinking: 'src/a.ts:2 may throw' }),
      say(`${prompt}\n\nYou are the second reader.`, {
        type: 'tool_use',
        input: { path: 'src/b.ts', line: 11, title: 'x' },
      }),
      say(other, { type: 'text', text: 'Nothing to say.' }),
      say('no excerpts', { type: 'text', text: 'lib/b.ts' }),
    ]);
    expect(cited(noise)).toEqual({ symbols: '1 of 2', definitions: '1 of 4', callers: '0 of 2' });
    expect(noise.get('definitions')?.never).toEqual(['lib/b.ts:10', 'src/other.ts:10', 'lib/b.ts:10']);
  });

  it('takes the line of a call as it is, not as the whole file', () => {
    const asked = (input: unknown) => cited(recordedNoise([say(prompt, { type: 'tool_use', input })])).definitions;
    expect(asked({ path: 'src/b.ts', line: 99, body: 'far away' })).toBe('0 of 2');
    expect(asked({ path: 'src/b.ts', start_line: 8, line: 10 })).toBe('1 of 2');
    expect(asked({ findings: [{ path: 'lib/b.ts', line: 10 }] })).toBe('1 of 2');
  });
});

it('tells which definitions a resolver chose', () => {
  const rust = prompt.replaceAll('lib/b.ts', 'lib/b.rs');
  expect(resolvedShare([prompt])).toEqual({ shown: 3, definitions: 2, resolved: 2 });
  expect(resolvedShare([prompt, rust])).toEqual({ shown: 6, definitions: 4, resolved: 3 });
});
