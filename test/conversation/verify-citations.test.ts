import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyCitations } from '../../src/conversation/verify-citations.js';

const FILES: Readonly<Record<string, string>> = { 'a.ts': 'one();\ntwo();\n\n  three( );\ntwo();' };
const read = async (path: string) => FILES[path] ?? null;

describe('verifyCitations', () => {
  it.each([
    ['stands', { path: 'a.ts', line: 2, quote: 'two();' }, [2]],
    ['stands with other white space', { path: 'a.ts', line: 4, quote: 'three( );  ' }, [4]],
    ['is part of its line', { path: 'a.ts', line: 1, quote: 'one(' }, [1]],
    ['is moved to the nearest place', { path: 'a.ts', line: 4, quote: 'two();' }, [5]],
    ['is moved from outside of the file', { path: 'a.ts', line: 900, quote: 'one();' }, [1]],
    ['goes by its first line', { path: 'a.ts', line: 1, quote: '\none();\ntwo();' }, [1]],
    ['is nowhere', { path: 'a.ts', line: 1, quote: 'four();' }, []],
    ['is empty', { path: 'a.ts', line: 3, quote: ' ' }, []],
    ['is too short to prove anything', { path: 'a.ts', line: 1, quote: '()' }, []],
    ['is of another file', { path: 'b.ts', line: 1, quote: 'one();' }, []],
  ])('a quote that %s', async (_, citation, lines) => {
    expect(await verifyCitations([citation], read)).toEqual(lines.map((line) => ({ path: 'a.ts', line })));
  });

  it('names a place once and eight at most', async () => {
    const same = Array.from({ length: 20 }, () => ({ path: 'a.ts', line: 1, quote: 'one();' }));
    expect(await verifyCitations(same, read)).toHaveLength(1);
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}.`).join('\n');
    const all = Array.from({ length: 20 }, (_, index) => ({ path: 'x', line: index + 1, quote: `line ${index}.` }));
    expect(await verifyCitations(all, async () => text)).toHaveLength(8);
  });

  it('keeps nothing whose quote does not stand at the line it names', async () => {
    const line = fc.stringMatching(/^[a-c ]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), line, fc.integer(), async (lines, quote, at) => {
        const kept = await verifyCitations([{ path: 'x', line: at, quote }], async () => lines.join('\n'));
        const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
        for (const each of kept) expect(squeeze(lines[each.line - 1] ?? '')).toContain(squeeze(quote));
      }),
    );
  });
});
