import { describe, expect, it } from 'vitest';
import { diffTexts } from '../../src/diff/diff-texts.js';
import { codeContext, importLinks } from '../../src/review/code-context.js';
import { memorySnapshot } from './memory-snapshot.js';
import { sampleFile } from './sample-change.js';

const before = {
  'src/orders/total.ts': `import { roundMoney } from '../money/round.js';\n\nexport function total(lines: Line[]): number {\n  let sum = 0;\n  for (const line of lines) sum += line.price;\n  return sum;\n}\n`,
  'src/money/round.ts': `/** Half up. */\nexport function roundMoney(value: number): number {\n  return Math.round(value * 100) / 100;\n}\n`,
  'src/invoice.ts': `import { total } from './orders/total.js';\n\n// total is shown below\nexport const text = (lines: Line[]) => \`\${total(lines)} total\`;\n`,
  'test/total.test.ts': `import { total } from '../src/orders/total.js';\nexpect(total([])).toBe(0);\n`,
  'docs/total.md': 'total\n',
};
const head = {
  ...before,
  'src/orders/total.ts': before['src/orders/total.ts'].replace('return sum;', 'return roundMoney(sum);'),
};
const file = (path: keyof typeof head) => sampleFile(path, { hunks: diffTexts(before[path], head[path]) });
const contents = new Map(Object.entries(head));

describe('codeContext', () => {
  it('brings the function around a change, the definitions it uses and its callers', async () => {
    const context = await codeContext([file('src/orders/total.ts')], { contents, snapshot: memorySnapshot(head) });
    expect(context.symbols).toEqual([
      {
        path: 'src/orders/total.ts',
        startLine: 3,
        text: head['src/orders/total.ts'].split('\n').slice(2, 7).join('\n'),
      },
    ]);
    expect(context.definitions).toEqual([
      {
        path: 'src/money/round.ts',
        startLine: 2,
        text: before['src/money/round.ts'].split('\n').slice(1, 4).join('\n'),
      },
    ]);
    expect(context.callers.map(({ path, startLine }) => `${path}:${startLine}`)).toEqual([
      'src/invoice.ts:4',
      'test/total.test.ts:2',
    ]);
    expect(context.notShown).toEqual([]);
  });

  it('only counts a name that is everywhere', async () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`src/use${n}.ts`, 'total([]);\n']));
    const context = await codeContext([file('src/orders/total.ts')], {
      contents,
      snapshot: memorySnapshot({ ...head, ...many }),
    });
    expect(context.callers).toEqual([]);
    expect(context.notShown).toEqual([expect.stringMatching(/^\d+ places that say total$/)]);
  });

  it.each([['a.kt'], ['README.md']])('has nothing for a language without grammar: %s', async (path) => {
    const context = await codeContext([sampleFile(path)], {
      contents: new Map([[path, 'x']]),
      snapshot: memorySnapshot({ [path]: 'x' }),
    });
    expect(context).toEqual({ symbols: [], definitions: [], callers: [], notShown: [] });
  });

  it('links changed files that import each other', async () => {
    const files = (['src/invoice.ts', 'src/orders/total.ts', 'src/money/round.ts'] as const).map((path) =>
      sampleFile(path),
    );
    expect(await importLinks(files, contents)).toEqual([
      ['src/orders/total.ts', 'src/invoice.ts'],
      ['src/money/round.ts', 'src/orders/total.ts'],
    ]);
  });
});
