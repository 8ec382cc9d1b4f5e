import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/turns/parse-json.js';
import { longestHold } from './longest-hold.js';

const MB = 1024 * 1024;

/** What `JSON.parse` makes of it, or that it refuses it. */
function oracle(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return 'refused';
  }
}

async function seen(text: string, slice?: number): Promise<unknown> {
  try {
    return { value: await parseJson(Buffer.from(text), slice) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'refused';
  }
}

describe('parseJson', () => {
  it('reads what JSON.parse reads, wherever a slice ends', async () => {
    const spaces = fc.constantFrom('', ' ', '\n\t');
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 6 }),
        spaces,
        fc.integer({ min: 1, max: 40 }),
        async (value, by, slice) => {
          const text = JSON.stringify(value, null, by);
          expect(await seen(text, slice)).toEqual(oracle(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses what JSON.parse refuses, wherever a slice ends', async () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      ' ',
      'null',
      '[1]',
      '{"a":[]}',
      '"',
      '\\',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), fc.integer({ min: 1, max: 6 }), async (pieces, slice) => {
        expect(await seen(pieces.join(''), slice)).toEqual(oracle(pieces.join('')));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['names of which the last counts', '{"a":[1,2,3,4],"b":{"c":[5,6,7,8]},"a":[9,9,9,9]}'],
    ['a name that is special elsewhere', '{"__proto__":[1,2,3,4,5,6],"x":[]}'],
    ['names with brackets and escapes', String.raw`{"]\":[,":[1,2,3,4,5,6,7],"\\":{"a":"}]","é":["\"",2,3]}}`],
    ['a value before and one after a large one', '[1,[2,2,2,2,2,2,2],3,{"a":4,"b":[5,5,5,5,5],"c":6}]'],
    ['an array that ends too late', '[[1,2,3,4,5,6,7],]'],
    ['an object that goes on behind its end', '{"a":[1,2,3,4,5,6]}]'],
    ['two texts', '[1,2,3,4,5][1,2,3,4,5]'],
    ['values without a comma', '[[1,2,3,4,5,6][1,2,3,4,5,6]]'],
    ['a bracket of the other kind', '{"a":[1,2,3,4,5,6}]'],
    ['something before it', 'x[1,2,3,4,5,6]'],
  ])('takes %s as JSON.parse does', async (_, text) => {
    for (const slice of [1, 2, 3, 5, 8]) expect(await seen(text, slice)).toEqual(oracle(text));
  });

  it('refuses bytes that are no UTF-8, in the text of a name or a value', async () => {
    const broken = Buffer.from(`["${'x'.repeat(MB)}", "\u0001"]`.replace('\u0001', 'y'));
    broken[broken.length - 3] = 0xff;
    await expect(parseJson(broken)).rejects.toThrow(TypeError);
  });

  it('refuses what is nested without end', async () => {
    await expect(parseJson(Buffer.from('['.repeat(MB)))).rejects.toThrow(SyntaxError);
    await expect(parseJson(Buffer.from('{"a":'.repeat(MB)))).rejects.toThrow(SyntaxError);
  });

  it('refuses a text that nobody writes', async () => {
    await expect(parseJson(Buffer.from(`["${'x'.repeat(7 * MB)}"]`))).rejects.toThrow(SyntaxError);
  });

  it.each([
    [
      'a hundred diffs of 300 kB',
      Array.from({ length: 100 }, (_, n) => ({ n, patch: '+const a = "é";\n\t\t'.repeat(15_000) })),
    ],
    [
      'a hundred thousand entries of a tree',
      {
        tree: Array.from({ length: 100_000 }, (_, n) => ({
          path: `lib/p${n}.ts`,
          mode: '100644',
          sha: 'a'.repeat(40),
          url: `https://x.test/${'b'.repeat(60)}`,
        })),
      },
    ],
  ])('does not hold the event loop for 50 ms: %s', { timeout: 120_000 }, async (_, value) => {
    const text = JSON.stringify(value);
    const bytes = Buffer.from(text);
    const atOnce = await longestHold(() => JSON.parse(text));
    const inSlices = await longestHold(() => parseJson(bytes));
    expect(inSlices).toBeLessThan(50);
    expect(inSlices).toBeLessThan(atOnce / 2);
  });
});
