import { openShare } from '../../../src/review/analyzers/thread-share.js';
import { heldTexts } from '../../../src/review/plan/head-texts.js';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { codeContext, readCode } from '../../../src/review/ask/code-context.js';
import { longestHold } from '../../turns/longest-hold.js';
import { memorySnapshot } from '../memory-snapshot.js';
import { sampleFile } from '../sample-change.js';

/** Lines that no diff shows as context. */
const filler = (count: number) => Array.from({ length: count }, (_, n) => `  log(${n});\n`).join('');

const TOTAL = `import { roundMoney } from '../money/round.js';

export function total(lines: Line[]): number {
  let sum = 0;
${filler(8)}  for (const line of lines) sum += line.price;
  return sum;
}
`;
const before: Record<string, string> = {
  'src/orders/total.ts': TOTAL,
  'src/money/round.ts': `/** Half up. */\nexport function roundMoney(value: number): number {\n  return Math.round(value * 100) / 100;\n}\n`,
  'src/other/round.ts': `export function roundMoney(value: number): number {\n  return value;\n}\n`,
  'src/invoice.ts': `import { total } from './orders/total.js';\n\n// total is shown below\nexport const text = (lines: Line[]) => \`\${total(lines)} total\`;\n`,
  'test/total.test.ts': `import { total } from '../src/orders/total.js';\nexpect(total([])).toBe(0);\n`,
  'src/other.py': 'total(1)\n',
  'docs/total.md': 'total\n',
};
const head: Record<string, string> = {
  ...before,
  'src/orders/total.ts': TOTAL.replace('return sum;', 'return roundMoney(sum);'),
};
const fileOf = (path: string, old: string, now: string) => sampleFile(path, { hunks: diffAtOnce(old, now) });
const file = (path: string) => fileOf(path, before[path] ?? '', head[path] ?? '');
const texts = heldTexts(new Map(Object.entries(head)));
const at = (excerpts: readonly { path: string; startLine: number }[]) =>
  excerpts.map(({ path, startLine }) => `${path}:${startLine}`);

const nothing = { symbols: [], types: [], definitions: [], siblings: [], tests: [], callers: [] };

/** The context of one changed file in a repository of these files. */
async function contextOf(path: string, old: string, now: string, others: Record<string, string> = {}) {
  return codeContext([fileOf(path, old, now)], {
    texts: heldTexts(new Map([[path, now]])),
    snapshot: memorySnapshot({ [path]: now, ...others }),
    threads: openShare(),
  });
}

describe('codeContext', () => {
  it('brings the function around a change, the definitions it uses and its callers', async () => {
    const context = await codeContext([file('src/orders/total.ts')], {
      texts,
      snapshot: memorySnapshot(head),
      threads: openShare(),
    });
    const lines = head['src/orders/total.ts']?.split('\n') ?? [];
    expect(context.symbols).toEqual([
      { path: 'src/orders/total.ts', startLine: 3, text: lines.slice(2, 15).join('\n') },
    ]);
    expect(context.definitions).toEqual([
      {
        path: 'src/money/round.ts',
        startLine: 2,
        text: before['src/money/round.ts']?.split('\n').slice(1, 4).join('\n'),
      },
    ]);
    expect(at(context.callers)).toEqual(['src/invoice.ts:4']);
    expect(context.notShown).toEqual(['uses in tests of total (1)']);
  });

  it('shows the head of a long function, 30 lines around the change, and every line with which it may end', async () => {
    const long = (last: string) =>
      `export async function long(\n  a: A,\n): Promise<B> {\n  if (!a) throw new Error('none');\n  // return it\n${filler(80)}  if (a.b) return a.c;\n${filler(80)}  return ${last};\n}\n`;
    const { symbols } = await contextOf('a.ts', long('a'), long('b'));
    const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    expect(symbols).toEqual([
      expect.objectContaining({ path: 'a.ts', startLine: 1, lines: [1, 2, 3, 4, 86, ...between(137, 168)] }),
    ]);
    expect(symbols[0]?.text).toMatch(/throw new Error\('none'\);\n {2}if \(a\.b\) return a\.c;\n/);
  });

  it('leaves out what the diff shows anyway', async () => {
    const { symbols } = await contextOf('a.ts', 'function a() {\n  return 1;\n}\n', 'function a() {\n  return 2;\n}\n');
    expect(symbols).toEqual([]);
  });

  it('takes the class around a field, and the function around a removal', async () => {
    const store = (field: string, check: string) =>
      `class Store {\n${field}${filler(0)}\n${'  a = 1;\n'.repeat(9)}  find(id: string) {\n${filler(8)}${check}    return id;\n  }\n}\n`;
    const { symbols } = await contextOf('a.ts', store('  one = 1;', '    check(id);\n'), store('  one = 2;', ''));
    expect(at(symbols)).toEqual(['a.ts:1']);
    const removal = await contextOf('a.ts', store('  one = 1;', '    check(id);\n'), store('  one = 1;', ''));
    expect(at(removal.symbols)).toEqual(['a.ts:12']);
  });

  it.each([
    [
      'a function',
      'src/a.ts',
      'export function run(items: Items) {\n  return get(items);\n}\n',
      'src/get.ts',
      'export function get() {}\n',
    ],
    [
      'a method',
      'src/a.ts',
      'export function run(items: Map<string, Job>) {\n  return items.get("a");\n}\n',
      'src/store.ts',
      'export class Store {\n  get() {\n    return 1;\n  }\n}\n',
    ],
    [
      'a method, where a function of its name is imported',
      'src/a.ts',
      'import { stop } from "./stop.js";\nexport function run(watch: Watch) {\n  return watch.stop();\n}\n',
      'src/stop.ts',
      'export function stop() {}\n',
    ],
    [
      'of Python',
      'shop/a.py',
      'def run(items):\n    return items.extend(1)\n',
      'shop/b.py',
      'class B:\n    def extend(self, x):\n        pass\n',
    ],
    [
      'of Go',
      'a/a.go',
      'package a\n\nfunc run(t Timer) {\n\tt.Stop()\n}\n',
      'b/b.go',
      'package b\n\nfunc (s *Server) Stop() {}\n',
    ],
    [
      'of Java',
      'src/a/A.java',
      'package a;\nclass A {\n  int run(Cache c) {\n    return c.get();\n  }\n}\n',
      'src/b/Store.java',
      'package b;\nclass Store {\n  int get() {\n    return 1;\n  }\n}\n',
    ],
    ['of Ruby', 'lib/a.rb', 'def run(x)\n  helper(x)\nend\n', 'lib/b.rb', 'def helper(x)\n  x\nend\n'],
  ])('never shows a stranger of the same name: %s', async (_, path, now, other, text) => {
    const { definitions } = await contextOf(path, '', now, { [other]: text });
    expect(definitions).toEqual([]);
  });

  it.each([
    [
      'Python',
      'shop/a.py',
      'from .money import rounded\n',
      'rounded(1)\n',
      'shop/money.py',
      '@cache\ndef rounded(x):\n    return x\n',
      1,
    ],
    [
      'Go, same package',
      'shop/a.go',
      'package shop\n',
      '\nvar a = Rounded(1)\n',
      'shop/money.go',
      'package shop\n\nfunc Rounded(x int) int { return x }\n',
      3,
    ],
    [
      'Java',
      'src/a/A.java',
      'import a.b.Money;\n',
      'class A { int a = Money.rounded(1); }\n',
      'src/a/b/Money.java',
      'class Money {\n  static int rounded(int x) {\n    return x;\n  }\n}\n',
      2,
    ],
    [
      'Rust',
      'src/a.rs',
      'use crate::money::rounded;\n',
      'fn a() { rounded(1) }\n',
      'src/money.rs',
      'pub fn rounded(x: u8) -> u8 {\n    x\n}\n',
      1,
    ],
    ['Ruby', 'lib/a.rb', "require_relative 'money'\n", 'rounded(1)\n', 'lib/money.rb', 'def rounded(x)\n  x\nend\n', 1],
    [
      'PHP',
      'src/A.php',
      '<?php\nuse Shop\\Money;\n',
      'Money::rounded(1);\n',
      'src/Money.php',
      '<?php\nclass Money {\n  public $cents;\n}\n',
      2,
    ],
    [
      'C#',
      'Shop/A.cs',
      'using Shop.Money;\n',
      'class A { Rounder r; }\n',
      'Shop/Money/Rounder.cs',
      'class Rounder\n{\n  int digits;\n}\n',
      1,
    ],
    [
      'C',
      'src/a.c',
      '#include "money.h"\n',
      'int a = rounded(1);\n',
      'src/money.h',
      '#define ONE 1\nint rounded(int x);\n',
      2,
    ],
  ])('finds an imported definition: %s', async (_, path, imports, use, other, text, line) => {
    const { definitions } = await contextOf(path, imports, imports + use, {
      [other]: text,
      [`zz/decoy${posix.extname(other)}`]: text,
    });
    expect(at(definitions)).toContain(`${other}:${line}`);
    expect(definitions.every((one) => one.path === other)).toBe(true);
  });

  it('finds who still uses what the change removes, also with a whole file', async () => {
    const others = { 'b.ts': "import { gone } from './a.js';\n\nrun(() => gone(1));\n" };
    const old = 'export function gone(n: number) {\n  return n;\n}\nexport const kept = 1;\n';
    expect(at((await contextOf('a.ts', old, 'export const kept = 1;\n', others)).callers)).toEqual(['b.ts:3']);
    const deleted = sampleFile('a.ts', { status: 'deleted', hunks: diffAtOnce(old, '') });
    const context = await codeContext([deleted], {
      texts: heldTexts(new Map()),
      snapshot: memorySnapshot(others),
      threads: openShare(),
    });
    expect(at(context.callers)).toEqual(['b.ts:3']);
  });

  it('does not take comments, strings, imports, definitions and other languages for callers', async () => {
    const others = {
      'b.ts':
        "// total(1)\nconst a = 'total(1)';\nclass B {\n  total() {\n    return this.sum;\n  }\n}\nexport { total } from './a.js';\nrow.total();\n",
      'b.py': 'total(1)\n',
    };
    const now = 'export function total(n: number): number {\n  return n > 1 ? total(n - 1) : 2;\n}\n';
    expect(at((await contextOf('a.ts', now.replace('2', '3'), now, others)).callers)).toEqual(['b.ts:9']);
  });

  it('looks for the callers of an inner function in its file only', async () => {
    const now = 'function outer() {\n  const inner = () => 1;\n  return inner();\n}\n';
    const others = { 'b.ts': 'inner();\nouter();\n' };
    const { callers } = await contextOf('a.ts', now.replace('1', '2'), now, others);
    // The diff shows `inner()` in `a.ts` anyway, and `b.ts` neither imports `a.ts` nor is imported.
    expect(at(callers)).toEqual(['b.ts:2']);
  });

  it('leaves out who means something else by the name, where others import it', async () => {
    const others = {
      'b.ts': 'run((total) => total + 1);\n',
      'c.ts': "import { total } from './a.js';\nlog(total());\n",
      'test/a.test.ts': "import { total } from '../a.js';\nexpect(total()).toBe(1);\n",
    };
    const now = 'export function total() {\n  return 1;\n}\n';
    const all = await contextOf('a.ts', now.replace('1', '2'), now, others);
    expect(at(all.callers)).toEqual(['c.ts:2']);
    expect(all.notShown).toEqual(['uses in tests of total (1)']);
    const one = await contextOf('a.ts', now.replace('1', '2'), now, { 'b.ts': others['b.ts'] });
    expect(one.callers).toEqual([]);
    expect(one.notShown).toEqual(['places that may mean something else by the same name: total (1)']);
  });

  it('says how many callers are not shown', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`u${n}.ts`, 'import { total } from "./a.js";\ntotal(1);\n']),
    );
    const now = 'export function total() {\n  return 1;\n}\n';
    const context = await contextOf('a.ts', now.replace('1', '2'), now, others);
    expect(context.callers).toHaveLength(8);
    expect(context.notShown).toEqual(['more uses of total (4)']);
  });

  it('only counts a name that is everywhere', async () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`src/use${n}.ts`, 'total([]);\n']));
    const snapshot = memorySnapshot({ ...head, ...many });
    const context = await codeContext([file('src/orders/total.ts')], { texts, snapshot, threads: openShare() });
    expect(context.callers).toEqual([]);
    expect(context.notShown).toEqual([expect.stringMatching(/^places with a common name: total \(\d+\)$/)]);
  });

  it('is the same twice, and each part of a change has its own', async () => {
    const files = ['src/orders/total.ts', 'src/invoice.ts'].map((path) => file(path));
    const code = await readCode(files, { texts, snapshot: memorySnapshot(head), threads: openShare() });
    const again = await readCode(files, { texts, snapshot: memorySnapshot(head), threads: openShare() });
    expect(await again.contextOf(files)).toEqual(await code.contextOf(files));
    expect(at((await code.contextOf(files.slice(0, 1))).callers)).toContain('src/invoice.ts:4');
    expect((await code.contextOf(files.slice(1))).callers).toEqual([]);
  });

  it('says that the time was over', async () => {
    const context = await codeContext([file('src/orders/total.ts')], {
      texts,
      snapshot: memorySnapshot(head),
      threads: openShare(),
      deadlineMs: 0,
    });
    expect(context).toEqual({
      ...nothing,
      notShown: ['the time for reading the code around the change was over'],
    });
  });

  it('passes over a line of 5 MB', async () => {
    const huge = `const a = [${'1,'.repeat(2_500_000)}];\n`;
    const hunks = diffAtOnce('', huge);
    const context = await codeContext([sampleFile('a.js', { hunks })], {
      texts: heldTexts(new Map([['a.js', huge]])),
      snapshot: memorySnapshot({ 'a.js': huge }),
      threads: openShare(),
    });
    expect(context).toEqual({
      symbols: [],
      types: [],
      definitions: [],
      siblings: [],
      tests: [],
      callers: [],
      notShown: [],
    });
  });

  it.each([['a.kt'], ['README.md']])('has nothing for a language without grammar: %s', async (path) => {
    const context = await codeContext([sampleFile(path)], {
      texts: heldTexts(new Map([[path, 'x']])),
      snapshot: memorySnapshot({ [path]: 'x' }),
      threads: openShare(),
    });
    expect(context).toEqual({
      symbols: [],
      types: [],
      definitions: [],
      siblings: [],
      tests: [],
      callers: [],
      notShown: [],
    });
  });

  it('links changed files that import each other', async () => {
    const files = ['src/invoice.ts', 'src/orders/total.ts', 'src/money/round.ts'].map((path) => sampleFile(path));
    expect((await readCode(files, { texts, snapshot: memorySnapshot(head), threads: openShare() })).links).toEqual([
      ['src/orders/total.ts', 'src/invoice.ts'],
      ['src/money/round.ts', 'src/orders/total.ts'],
    ]);
  });
});

describe('a change of 100,000 lines does not hold the event loop for 50 ms', () => {
  const COUNT = 100_000;
  const methods = Array.from({ length: 400 }, (_, index) => `m${index}() {${'\n'.repeat(240)}}`).join('\n');
  it.each([
    ['added lines in many functions', diffAtOnce('', `class A {\n${methods}\n}\n`), `class A {\n${methods}\n}\n`],
    [
      'removed definitions',
      diffAtOnce(Array.from({ length: COUNT }, (_, n) => `const c${n} = 1;`).join('\n'), 'x;\n'),
      'x;\n',
    ],
  ])('%s', { timeout: 120_000 }, async (_, hunks, now) => {
    const changed = sampleFile('a.ts', { hunks });
    const held = await longestHold(async () => {
      const code = await readCode([changed], {
        texts: heldTexts(new Map([['a.ts', now]])),
        snapshot: memorySnapshot({ 'a.ts': now }),
        threads: openShare(),
        deadlineMs: 60_000,
      });
      await code.contextOf([changed]);
    });
    expect(held).toBeLessThan(50);
  });
});
