import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../src/syntax/paths/compile-glob.js';
import { pathFilter } from '../../../src/review/plan/path-filter.js';

const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 400);

function matches(glob: string, path: string): boolean | null {
  const compiled = compileGlob(glob);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.matches(path, { steps: 1_000_000 });
}

describe('compileGlob', () => {
  it.each([
    ['src/**', 'src/a/b.ts', true],
    ['src/**', 'src', true],
    ['src/**', 'srcs/a.ts', false],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'a/.b/c.ts', true],
    ['*.ts', 'a/b.ts', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'a/xb', false],
    ['**/node_modules/**', 'x/node_modules/y/z', true],
    ['docs/{guide,api}/*.md', 'docs/api/a.md', true],
    ['docs/{guide,api}/*.md', 'docs/other/a.md', false],
    ['v{8..12}/x', 'v10/x', true],
    ['v{8..12}/x', 'v13/x', false],
    ['file[0-9].ts', 'file7.ts', true],
    ['[!a].ts', 'b.ts', true],
    ['[!a].ts', 'a.ts', false],
    ['a[!b]c', 'a/c', false],
    ['[[:digit:]]*', '1a', true],
    ['src/@(a|b).ts', 'src/b.ts', true],
    ['x+(ab)', 'xabab', true],
    ['!src/**', 'lib/a.ts', true],
    ['!src/**', 'src/a.ts', false],
    ['app/(shop)/page.tsx', 'app/(shop)/page.tsx', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['./src/*', 'src/a', true],
    ['{a', '{a', true],
    ['[a', '[a', true],
    ['/etc/**', 'etc/passwd', false],
    ['../**', 'src/a.ts', false],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });

  it('agrees with picomatch on globs as people write them', () => {
    const name = fc.constantFrom('a', 'b', 'ab', '.a', 'a.ts', 'b.test.ts', 'c-d', 'index');
    const piece = fc.constantFrom(
      '*',
      'a',
      'a*',
      '*.ts',
      '**',
      '?',
      '[ab]',
      '{a,b}',
      '{a,b*}.ts',
      'a?',
      '*b*',
      '@(a|ab)',
      'a+(b)',
      'b.test.ts',
    );
    const globs = fc
      .tuple(fc.constantFrom('', '!'), fc.array(piece, { minLength: 1, maxLength: 5 }))
      .map(([sign, pieces]) => sign + pieces.join('/'))
      // picomatch takes `a/**` for `a` too, but not `*/**`.
      .filter((glob) => !glob.endsWith('*/**'));
    const paths = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(globs, paths, (glob, path) => {
        expect([glob, path, matches(glob, path)]).toEqual([glob, path, picomatch.isMatch(path, glob, { dot: true })]);
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it('never matches what is not there, whatever the text of the glob', () => {
    const text = fc.string({
      unit: fc.constantFrom('*', '?', '[', ']', '{', '}', '(', ')', ',', '|', '!', '+', '@', '\\', '/', '.', 'a', '-'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, text, (glob, path) => {
        const compiled = compileGlob(glob);
        if ('problem' in compiled) return;
        expect([true, false]).toContain(compiled.matches(path, { steps: 1_000_000 }));
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it.each([
    ['!(a)', 'not supported'],
    ['src/!(a|b)/x', 'not supported'],
    ['{1..1000}', 'range'],
    ['a'.repeat(257), 'longer'],
  ])('says what is wrong with %s', (glob, problem) => {
    expect(compileGlob(glob)).toEqual({ problem: expect.stringContaining(problem) });
  });

  // 8.5 kB of these stopped the process for good when each star was a way of its own.
  it.each([
    '*a'.repeat(120),
    '**/'.repeat(80),
    `${'{a,'.repeat(60)}${'}'.repeat(60)}`,
    '+(+(+(+(a))))b',
    `${'{'.repeat(128)}${'}'.repeat(128)}`,
  ])('takes steps by length, not by ways: %s', (glob) => {
    const steps = [500, 1000].map((length) => {
      const budget = { steps: 10_000_000 };
      const compiled = compileGlob(glob);
      if ('problem' in compiled) throw new Error(compiled.problem);
      expect(compiled.matches('a'.repeat(length), budget)).not.toBeNull();
      return 10_000_000 - budget.steps;
    });
    expect(steps[1]).toBeLessThanOrEqual(1000 * glob.length * 4);
    expect(steps[1]).toBeLessThanOrEqual((steps[0] ?? 0) * 2.5 + 100);
  });
});

it('counts what it could not compare, and leaves none of it out', () => {
  const filter = pathFilter({ include: [], ignore: ['*a*a*a*b'] }, 1000);
  const paths = Array.from({ length: 20 }, (_, index) => `${'a'.repeat(100)}${index}`);
  expect(paths.map((path) => filter.leftOut(path))).toEqual(paths.map(() => null));
  expect(filter.notCompared()).toBeGreaterThan(10);
});
