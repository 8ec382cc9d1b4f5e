import { describe, expect, it } from 'vitest';
import { openShare } from '../../../../src/review/analyzers/thread-share.js';
import { outlineFiles } from '../../../../src/review/ask/code/outline-files.js';

const named = async (path: string, text: string, ms = 20_000) =>
  [
    ...(
      await outlineFiles([{ path, text, lines: [], places: [] }], {
        until: performance.now() + ms,
        threads: openShare(),
        unparsed: new Map(),
      })
    ).values(),
  ].flatMap(({ outline }) => outline.symbols.map(({ name }) => name));

describe('outlineFiles', () => {
  it('reads a file with CRLF', async () => {
    expect(await named('a.ts', 'function a() {}\r\nconst b = 1;\r\n')).toEqual(['a', 'b']);
  });

  it.each([
    ['a language without grammar', 'a.kt', 'fun a() {}', 20_000],
    ['more than 400,000 characters', 'a.ts', 'function a() {}\n'.repeat(25_001), 20_000],
    ['a line above 20,000', 'a.ts', `const a = '${'x'.repeat(20_001)}';\n`, 20_000],
    ['no time left', 'a.ts', 'function a() {}', 0],
  ])('leaves out %s', async (_, path, text, ms) => {
    expect(await named(path, text, ms)).toEqual([]);
  });
});
