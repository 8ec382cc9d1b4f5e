import { afterAll, describe, expect, it } from 'vitest';
import { analyzeTests, findSwitchedOff } from '../../../../src/review/analyzers/tests/analyze-tests.js';
import type { AnalyzedFile } from '../../../../src/review/analyzers/types.js';
import { analyse, closePool } from '../../../../src/review/analyzers/analyse.js';
import { openShare } from '../../../../src/review/analyzers/thread-share.js';
import { analyzedFile } from '../analyzed-file.js';

afterAll(closePool);

const BODY = Array.from({ length: 9 }, (_, at) => `  step(${at});`).join('\n');
const JS = `import a from 'a';\nexport function grow() {\n${BODY}\n}\n`;
const PY = `import a\ndef grow():\n${BODY}\n`;
const GO = `package a\n\nfunc Grow() {\n${BODY}\n}\n`;

function rules(files: AnalyzedFile[]): string[] {
  return analyzeTests({ files }).map(({ rule, path, line }) => `${rule} ${path}:${line}`);
}

function gone(path: string): AnalyzedFile {
  return analyzedFile(path, '', { status: 'deleted', content: null, hunks: [] });
}

describe('tests/missing and tests/stale', () => {
  it.each([
    ['another test', 'src/a.ts', JS, ['src/b.test.ts'], ['tests/missing src/a.ts:2']],
    ['another test', 'app/a.py', PY, ['tests/test_b.py'], ['tests/missing app/a.py:2']],
    ['another test', 'a.go', GO, ['b_test.go'], ['tests/missing a.go:3']],
    ['its own test', 'src/a.ts', JS, ['src/a.test.ts'], ['tests/stale src/a.ts:2']],
    ['its own test', 'app/a.py', PY, ['tests/test_a.py'], ['tests/stale app/a.py:2']],
    ['its own test', 'a.go', GO, ['a_test.go'], ['tests/stale a.go:3']],
    ['no test', 'src/a.ts', JS, ['src/b.ts'], []],
    ['tests of another language only', 'src/a.ts', JS, ['test_b.py'], []],
    ['fixtures only', 'src/a.ts', JS, ['test/fixtures/b.ts'], []],
  ])('%s exists: %s', (_, path, text, snapshotPaths, expected) => {
    expect(rules([analyzedFile(path, text, { snapshotPaths })])).toEqual(expected);
  });

  it.each([
    ['a short change', 'src/a.ts', 'export function a() {\n  return 1;\n}'],
    ['no new function', 'src/a.ts', BODY],
    ['a declaration file', 'src/a.d.ts', JS],
  ])('says nothing about %s', (_, path, text) => {
    expect(rules([analyzedFile(path, text, { snapshotPaths: ['src/b.test.ts'] })])).toEqual([]);
  });

  it('says nothing when the change touches a test', () => {
    const snapshotPaths = ['src/a.test.ts'];
    const files = [
      analyzedFile('src/a.ts', JS, { snapshotPaths }),
      analyzedFile('src/a.test.ts', BODY, { snapshotPaths }),
    ];
    expect(rules(files)).toEqual([]);
  });
});

it('a function that only moved is nothing new', () => {
  const snapshotPaths = ['src/b.test.ts'];
  const removed = JS.split('\n').map((text) => ({
    kind: 'removed' as const,
    oldLine: 1,
    newLine: null,
    text,
    noNewline: false,
  }));
  const hunks = [{ oldStart: 1, oldCount: removed.length, newStart: 1, newCount: 0, section: '', lines: removed }];
  const old = analyzedFile('src/old.ts', '', { hunks, snapshotPaths });
  expect(rules([old, analyzedFile('src/a.ts', JS, { snapshotPaths })])).toEqual([]);
  expect(rules([old, analyzedFile('src/a.ts', JS.replaceAll('step', 'leap'), { snapshotPaths })])).toEqual([]);
  const other = JS.replaceAll('step', 'leap').replace('grow', 'shrink');
  expect(rules([old, analyzedFile('src/a.ts', other, { snapshotPaths })])).toEqual(['tests/missing src/a.ts:2']);
});

describe('tests/removed', () => {
  it.each([
    ['in TypeScript', 'src/cart.js', 'test/cart.test.js', 'test/cart.test.ts'],
    ['elsewhere', 'app/a.py', 'tests/test_a.py', 'tests/unit/test_a.py'],
    ['by another name', 'src/a.ts', 'src/a.test.ts', 'src/a.spec.ts'],
  ])('says nothing of a test that is there again, %s', (_, source, test, again) => {
    expect(rules([analyzedFile(source, 'x = 1'), gone(test), analyzedFile(again, 'x = 1')])).toEqual([]);
  });

  it.each([
    ['src/a.ts', 'src/a.test.ts'],
    ['app/a.py', 'tests/test_a.py'],
    ['a.go', 'a_test.go'],
  ])('%s stays, %s goes', (source, test) => {
    expect(rules([analyzedFile(source, 'x = 1'), gone(test)])).toEqual([`tests/removed ${source}:1`]);
  });

  it.each([
    ['the source goes too', [gone('src/a.ts'), gone('src/a.test.ts')]],
    ['the source is untouched', [gone('src/a.test.ts')]],
    ['another source changed', [analyzedFile('src/b.ts', 'x = 1'), gone('src/a.test.ts')]],
  ])('says nothing when %s', (_, files) => {
    expect(rules(files)).toEqual([]);
  });
});

it.each([
  ['a test that was off before and moved', ["it.skip('a', f);"], ["  it.skip('a', f);"], 0],
  ['one more that is off', ["it.skip('a', f);"], ["it.skip('a', f);", "it.skip('b', f);"], 1],
  ['the same one twice', ['t.Skip()'], ['t.Skip()', 't.Skip()'], 1],
  ['a focus that moved', ["it.only('a', f);"], ["  it.only('a', f);"], 1],
])('of %s', async (_, before, after, count) => {
  const line = (kind: 'added' | 'removed', text: string, at: number) => ({
    kind,
    oldLine: kind === 'removed' ? at : null,
    newLine: kind === 'added' ? at : null,
    text,
    noNewline: false,
  });
  const lines = [
    ...before.map((text, index) => line('removed', text, index + 1)),
    ...after.map((text, index) => line('added', text, index + 1)),
  ];
  const hunks = [{ oldStart: 1, oldCount: before.length, newStart: 1, newCount: after.length, section: '', lines }];
  const path = before[0]?.startsWith('t.') ? 'a_test.go' : 'src/a.test.js';
  const file = analyzedFile(path, after.join('\n'), { hunks });
  expect(findSwitchedOff(file)).toHaveLength(count);
  const { claims } = await analyse([file], { threads: openShare() });
  expect(claims.filter(({ rule }) => /^tests\/(?:skipped|only)$/.test(rule))).toHaveLength(count);
});

describe('tests/only and tests/skipped', () => {
  it.each([
    ["it.only('a', f);", 'tests/only'],
    ["  describe.only('a', () => {", 'tests/only'],
    ["fit('a', f);", 'tests/only'],
    ["it.skip('a', f);", 'tests/skipped'],
    ["  xdescribe('a', f);", 'tests/skipped'],
    ["test.skip('a', f);", 'tests/skipped'],
    ["it('only', f);", null],
    ['list.only(x);', null],
    ["// it.only('a', f);", null],
    ['test.skip(isWindows);', null],
    ["it.skip('a', f); // #123", null],
    ["it.skip('SHOP-12: a', f);", null],
    ["it.skip('a', f); // see SHOP-12", null],
    ["it.skip('reads UTF-8 and SHA-256', f);", 'tests/skipped'],
    ['@unittest.skip("see GH-12")', null],
    ['@pytest.mark.skip(reason="https://example.com/issues/1")', null],
    ["// it.skip('a', f);", null],
    ['reader.skip(4);', null],
  ])('%s is %s', (text, rule) => {
    expect(findSwitchedOff(analyzedFile('src/a.test.ts', text)).map((claim) => claim.rule)).toEqual(rule ? [rule] : []);
  });

  it('lets a guarded t.Skip be', () => {
    expect(findSwitchedOff(analyzedFile('a_test.go', 'if testing.Short() {\n\tt.Skip()\n}'))).toEqual([]);
  });
});
