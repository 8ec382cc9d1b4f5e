import { afterAll, describe, expect, it } from 'vitest';
import { analyse, closePool } from '../../../src/review/analyzers/analyse.js';
import { runInPool } from '../../../src/review/analyzers/pool.js';
import { openShare, type ThreadLoss } from '../../../src/review/analyzers/thread-share.js';
import type { Language } from '../../../src/syntax/language-of.js';
import { analyzedFile } from './analyzed-file.js';

afterAll(closePool);

const LATE_MS = 20_000;
const outline = (language: Language, text: string, share = openShare()) =>
  runInPool({ kind: 'outline', path: 'a', source: { language, text, lines: [], places: [] } }, LATE_MS, share);

/** 8.8 kB; what the parsers of several languages break at. */
const GROUPS = '(a+)'.repeat(2200);
const KEY = `ghp_${'aB3dE5gH7jK9mN2pQ4sT6vW8xY1zC3eF5gH7'}`;

describe('the pool', () => {
  it.each<[Language, string, string]>([
    ['python', GROUPS, 'def total(): pass'],
    ['ruby', GROUPS, 'def total; end'],
    ['cpp', GROUPS, 'int total() { return 1; }'],
    ['java', 'a?b:'.repeat(2200), 'class A { void total() {} }'],
    ['c-sharp', 'a?b:'.repeat(2200), 'class A { void Total() {} }'],
  ])('reads the next file after one that the parser of %s breaks at', async (language, hostile, innocent) => {
    const losses: ThreadLoss[] = [];
    const share = openShare({ lost: (loss) => losses.push(loss) });
    const broken = await outline(language, hostile, share);
    if (broken.kind === 'failed') {
      expect(broken.reason).not.toBe('');
      expect(losses.at(-1)).toMatchObject({ kind: 'outline', path: 'a', again: false });
    }
    const next = await outline(language, innocent);
    expect(next.kind === 'outline' && next.outline.symbols.map(({ name }) => name.toLowerCase())).toContain('total');
  });

  it('finds the secret of a file at which the parser breaks, names the file, and reads the others', async () => {
    const files = [
      analyzedFile('src/a.py', `token = "${KEY}"\n${GROUPS}\n`),
      analyzedFile('src/b.py', 'eval(request.args["a"])\n'),
    ];
    const { claims, unread } = await analyse(files, { threads: openShare(), deadlineMs: 3000 });
    expect(claims.map(({ rule, path, line }) => [rule, path, line])).toEqual([
      ['secrets/github-token', 'src/a.py', 1],
      ['py/eval', 'src/b.py', 1],
    ]);
    expect(unread.map(({ path }) => path)).toEqual(['src/a.py']);
  });

  it('takes what a name of a file says for a name, never for a pattern', async () => {
    const text = 'def f((z-b)=[], c=[]):\n    c.append(1)\n    eval(request.args["a"])\n';
    const { claims, unread } = await analyse([analyzedFile('src/a.py', text)], { threads: openShare() });
    expect(claims.map(({ rule }) => rule)).toContain('py/eval');
    expect(unread).toEqual([]);
  });

  it('tries what was late in a used thread once more, in a fresh one', async () => {
    await outline('javascript', 'a');
    const losses: ThreadLoss[] = [];
    const share = openShare({ lost: (loss) => losses.push(loss) });
    const slow = 'const a = { b: [1, 2, { c: `${d}` }] };\n'.repeat(9000);
    const request = {
      kind: 'outline',
      path: 'slow.ts',
      source: { language: 'typescript', text: slow, lines: [], places: [] },
    } as const;
    expect(await runInPool(request, 1, share)).toEqual({
      kind: 'failed',
      reason: 'The analyzers did not finish within 0.001 s',
    });
    expect(losses.map(({ cause, again, path }) => [cause, again, path])).toEqual([
      ['late', true, 'slow.ts'],
      ['late', false, 'slow.ts'],
    ]);
  });

  it('gives threads by turns: who comes last with one file is not last', async () => {
    const done: string[] = [];
    const ask = async (turn: string) => {
      await outline('javascript', 'function total() {}', openShare({ turn }));
      done.push(turn);
    };
    await Promise.all([...Array.from({ length: 40 }, () => ask('many')), ask('one')]);
    expect(done.indexOf('one')).toBeLessThan(12);
  });

  it('stops at the budget of a run, names what is left, and goes on for others', async () => {
    const spent = openShare({ turn: 'spent', budgetMs: 0.01 });
    const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      analyzedFile(`src/${name}.js`, `${'const a = 1;\n'.repeat(2000)}eval(input);\n`),
    );
    const [{ unread }, other] = await Promise.all([
      analyse(files, { threads: spent }),
      analyse([analyzedFile('src/z.js', 'eval(input);')], { threads: openShare({ turn: 'other' }) }),
    ]);
    expect(unread.map(({ path }) => path).toSorted()).toEqual([
      '(the change as a whole)',
      ...files.map(({ path }) => path),
    ]);
    expect(
      unread.filter(({ reason }) => reason.includes("the time for this review's rules was used up")).length,
    ).toBeGreaterThan(4);
    expect(other.claims).toHaveLength(1);
    expect(other.unread).toEqual([]);
  });
});
