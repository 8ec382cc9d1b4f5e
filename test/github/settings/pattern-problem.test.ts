import { describe, expect, it } from 'vitest';
import { branchProblem, pathsProblem } from '../../../src/github/settings/pattern-problem.js';

describe('patterns of paths', () => {
  it.each([
    'docs/',
    '/top',
    './a',
    '*.md',
    '!docs/guide.md',
    '{a,b}/**',
    '{1..3}.txt',
    'app/[slug]/page.tsx',
    'app/(group)/page.tsx',
    '[[]a',
    '[]]a',
    String.raw`a\[b`,
    String.raw`a\{b`,
    '#*#',
    '.*',
    '..a',
    'a b.txt',
    '+(a|b)/c',
    '**',
    '$slug.tsx',
    'src/**/',
  ])('%s is one', (text) => {
    expect(pathsProblem(text)).toBeNull();
  });

  it.each([
    ['/', 'names nothing'],
    ['!(a)', '!(…) is not supported'],
    [' docs/', 'begins or ends with a space'],
    ['docs/ ', 'begins or ends with a space'],
    ['# generated', 'a comment'],
    ['^docs', 'no regular expression'],
    [String.raw`.*\.md`, 'a backslash'],
    [String.raw`src\gen\**`, 'a backslash'],
    [String.raw`C:\src`, 'a path of the repository'],
    ['C:/src', 'a path of the repository'],
    ['~/src', 'a path of the repository'],
    ['../x', '. or ..'],
    ['!../x', '. or ..'],
    ['a/../b', '. or ..'],
    ['a/./b', '. or ..'],
    ['..', '. or ..'],
    ['a//b', 'two slashes'],
    ['https://example.com/a', 'two slashes'],
    ['*.{js', 'a { that is not closed'],
    ['{a,{b}', 'a { that is not closed'],
    ['a[b', 'a [ that is not closed'],
  ])('%s is none: %s', (text, problem) => {
    expect(pathsProblem(text)).toContain(problem);
  });
});

describe('globs of branches', () => {
  it.each(['release', 'renovate/**', 'release-*', 'feature/[x]', '!main', 'v{1..3}', 'v1.2', '{a,b}/*', '[^x]*'])(
    '%s is one',
    (text) => {
      expect(branchProblem(text)).toBeNull();
    },
  );

  it.each([
    ['refs/heads/main', 'without refs/heads/'],
    ['my branch', 'a space'],
    ['main ', 'begins or ends with a space'],
    ['acme:main', 'has : in'],
    ['a..b', 'has .. in'],
    ['a//b', 'has // in'],
    ['^release', 'no regular expression'],
    [String.raw`release\d`, 'a backslash'],
    ['/main', 'begins with a slash'],
    ['renovate/', 'ends with a slash'],
    ['{a,b', 'a { that is not closed'],
  ])('%s is none: %s', (text, problem) => {
    expect(branchProblem(text)).toContain(problem);
  });
});
