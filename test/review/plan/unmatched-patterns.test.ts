import { expect, it } from 'vitest';
import { unmatchedPatterns } from '../../../src/review/plan/unmatched-patterns.js';
import { longestHold } from '../../turns/longest-hold.js';

const PATHS = [
  'README.md',
  'docs/guide.md',
  'src/cart/cart.ts',
  'src/cart/coupons.ts',
  'src/cart/cart.gen.ts',
  'src/legacy/old.js',
  'packages/api/generated-client/client.ts',
  'packages/api/list/index.ts',
  'config/deploy.yaml',
  'tests/cart.test.ts',
  'Assets/logo.jpeg',
  'app/[slug]/page.tsx',
];

const named = (pattern: string, key: 'include' | 'ignore' = 'ignore') =>
  unmatchedPatterns({ include: [], ignore: [], [key]: [pattern] }, PATHS);

it.each([
  ['another case', 'Docs/', 'docs/'],
  ['another case of a folder in it', 'src/Legacy/**', 'src/legacy/**'],
  ['small letters', 'assets/', 'Assets/'],
  ['capitals in an ending', '*.MD', '*.md'],
  ['letters swapped', 'scr/**', 'src/**'],
  ['letters swapped in a longer name', 'src/lgeacy/', 'src/legacy/'],
  ['a letter less', 'src/cart/coupon.ts', 'src/cart/coupons.ts'],
  ['a letter more', 'pakcages/**', 'packages/**'],
  ['one of many', 'test/', 'tests/'],
  ['many of one', 'README.mds', 'README.md'],
  ['the wrong ending', 'src/cart/coupons.js', 'src/cart/coupons.ts'],
  ['the other name of an ending', '*.yml', '*.yaml'],
  ['the other name of an ending in a folder', 'Assets/*.jpg', 'Assets/*.jpeg'],
  ['no star in front of an ending', '.gen.ts', '*.gen.ts'],
  ['no slash in front of two stars', 'src/legacy**', 'src/legacy/**'],
  ['backslashes', 'src\\legacy\\old.js', 'src/legacy/old.js'],
  ['a slash behind a file', 'README.md/', 'README.md'],
  ['the root for what lies deeper', '/legacy', '**/legacy'],
  ['the root for a path that lies deeper', 'cart/coupons.ts', '**/cart/coupons.ts'],
  ['quotes in quotes', "'docs/'", 'docs/'],
  ['a space', 'docs/ ', 'docs/'],
  ['two in one', 'docs/, tests/', '{docs,tests}'],
  ['one that takes back', '!Docs/guide.md', '!docs/guide.md'],
])('names %s: %s', async (_, pattern, meant) => {
  expect(await named(pattern)).toEqual([
    `\`${pattern}\` of \`paths.ignore\` in \`.github/nectr.yml\` is about no file: did you mean \`${meant}\`?`,
  ]);
});

it.each([
  ['a folder that is written in advance', 'dist/'],
  ['one that is a letter from another', 'lint/'],
  ['a usual one that is a letter from another', 'lib/'],
  ['vendor', 'vendor/**'],
  ['an ending that nothing has', '*.snap'],
  ['an environment', '.env'],
  ['a hidden folder', '.next/'],
  ['a short name', 'srv/'],
  ['a name like nothing', 'terraform/modules/**'],
  ['what is about a file', 'src/**'],
  ['a name in brackets', 'app/[slug]/page.tsx'],
  ['what cannot be read', '!(a)'],
])('says nothing of %s: %s', async (_, pattern) => {
  expect(await named(pattern)).toEqual([]);
});

it('says which key it is, and ends after five', async () => {
  expect((await named('Docs/', 'include'))[0]).toContain('`paths.include`');
  const ignore = Array.from({ length: 8 }, (_, index) => `Docs/${'*'.repeat(index + 1)}`);
  expect((await unmatchedPatterns({ include: [], ignore }, PATHS)).length).toBeLessThanOrEqual(5);
});

it('knows nothing of a repository without files, and stops where it takes too long', async () => {
  expect(await unmatchedPatterns({ include: [], ignore: ['Docs/'] }, [])).toEqual([]);
  expect(await unmatchedPatterns({ include: [], ignore: ['Docs/'] }, PATHS, 10)).toEqual([]);
});

it('stops, and holds nobody up, where a large repository has two hundred mistakes', async () => {
  const paths = Array.from({ length: 50_000 }, (_, index) => `src/part${index % 500}/module${index}.ts`);
  const ignore = Array.from({ length: 200 }, (_, index) => `src/prat${index}/modul${index}x.ts`);
  const from = performance.now();
  expect(await longestHold(() => unmatchedPatterns({ include: [], ignore }, paths))).toBeLessThan(50);
  expect(performance.now() - from).toBeLessThan(3 * 1500);
});
