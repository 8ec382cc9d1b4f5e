import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyCitations } from '../../src/conversation/verify-citations.js';

const far = '\n'.repeat(20);
const FILES: Readonly<Record<string, string>> = {
  'a.ts': `one();\ntwo();\n\n  three( );\ntwo();\nlogin("hunter2");${far}\nend();${far}\nend();`,
};
const readText = async (path: string) => FILES[path] ?? null;
const clean = (text: string) => text.replaceAll('hunter2', '[masked]');

describe('verifyCitations', () => {
  it.each([
    ['stands', { path: 'a.ts', line: 2, quote: 'two();' }, [2]],
    ['stands with other white space', { path: 'a.ts', line: 4, quote: 'three( );  ' }, [4]],
    ['is part of its line', { path: 'a.ts', line: 1, quote: 'one(' }, [1]],
    ['is moved to the nearest place', { path: 'a.ts', line: 4, quote: 'two();' }, [5]],
    ['is moved from outside of the file', { path: 'a.ts', line: 900, quote: 'one();' }, [1]],
    ['is as the model saw it', { path: 'a.ts', line: 6, quote: 'login("[masked]");' }, [6]],
    ['stands at several places, none of them near', { path: 'a.ts', line: 36, quote: 'end();' }, []],
    ['goes by its first line', { path: 'a.ts', line: 1, quote: '\none();\ntwo();' }, [1]],
    ['is nowhere', { path: 'a.ts', line: 1, quote: 'four();' }, []],
    ['is empty', { path: 'a.ts', line: 3, quote: ' ' }, []],
    ['is too short to prove anything', { path: 'a.ts', line: 1, quote: '()' }, []],
    ['is of another file', { path: 'b.ts', line: 1, quote: 'one();' }, []],
  ])('a quote that %s', async (_, citation, lines) => {
    const { proven, wrong } = await verifyCitations([citation], { readText, clean });
    expect(proven).toEqual(lines.map((line) => ({ path: 'a.ts', line })));
    expect(wrong).toHaveLength(1 - lines.length);
  });

  it('says of each that does not hold what is wrong with it', async () => {
    const { wrong } = await verifyCitations(
      [
        { path: 'a.ts', line: 1, quote: 'four();' },
        { path: '../../etc/passwd', line: 1, quote: 'root:x' },
        { path: 'a.ts', line: 36, quote: 'end();' },
        { path: 'a.ts', line: 1, quote: '}' },
      ],
      { readText, clean },
    );
    expect(wrong).toEqual([
      '"a.ts", line 1: the quote stands nowhere in this file.',
      '"../../etc/passwd", line 1: there is no such file in this repository.',
      '"a.ts", line 36: the quote does not stand there, but at 2 other lines, such as 27.',
      '"a.ts", line 1: the quote is too short to prove anything.',
    ]);
  });

  it('names a place once and eight at most', async () => {
    const same = Array.from({ length: 20 }, () => ({ path: 'a.ts', line: 1, quote: 'one();' }));
    expect((await verifyCitations(same, { readText, clean })).proven).toHaveLength(1);
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}.`).join('\n');
    const all = Array.from({ length: 20 }, (_, index) => ({ path: 'x', line: index + 1, quote: `line ${index}.` }));
    expect((await verifyCitations(all, { readText: async () => text, clean })).proven).toHaveLength(8);
  });

  it('keeps nothing whose quote does not stand at the line it names', async () => {
    const line = fc.stringMatching(/^[a-c ]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), line, fc.integer(), async (lines, quote, at) => {
        const files = { readText: async () => lines.join('\n'), clean };
        const { proven: kept, wrong } = await verifyCitations([{ path: 'x', line: at, quote }], files);
        expect(kept.length + wrong.length).toBe(1);
        const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
        for (const each of kept) expect(squeeze(lines[each.line - 1] ?? '')).toContain(squeeze(quote));
      }),
    );
  });
});
