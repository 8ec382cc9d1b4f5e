import { describe, expect, it } from 'vitest';
import { codeOwnersOf, parseCodeOwners } from '../../../src/graph/formulas/code-owners.js';
import { startTimer } from '../../cpu-time.js';

/**
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#example-of-a-codeowners-file
 */
const GITHUBS = `# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/apps/github/new @doctocat
`;
const owners = (text: string, path: string) => codeOwnersOf(parseCodeOwners(text), path)?.owners ?? null;

describe('CODEOWNERS', () => {
  it.each([
    ['README', ['@global-owner1', '@global-owner2']],
    ['src/deep/a.js', ['@js-owner']],
    ['a.go', ['docs@example.com']],
    ['notes/a.txt', ['@octo-org/octocats']],
    ['build/logs/a/b', ['@octocat']],
    ['lib/build/other', ['@global-owner1', '@global-owner2']],
    ['lib/apps/deep/x', ['@octocat']],
    ['docs/getting-started.md', ['@doctocat']],
    ['scripts/run', ['@doctocat', '@octocat']],
    ['deeply/nested/logs/x', ['@octocat']],
    ['apps/x', ['@octocat']],
    ['apps/github', []],
    ['apps/github/x', []],
    ['apps/github/new/x', ['@doctocat']],
    ['apps/githubs', ['@octocat']],
  ])("GitHub's examples: %s", (path, expected) => expect(owners(GITHUBS, path)).toEqual(expected));

  it.each([
    ['docs/* @a', 'docs/getting-started.md', ['@a']],
    ['docs/* @a', 'docs/build-app/troubleshooting.md', null],
    ['docs/* @a', 'src/docs/x.md', null],
    ['docs/** @a', 'docs/build-app/troubleshooting.md', ['@a']],
    ['/build/logs/ @a', 'build/logs/x', ['@a']],
    ['/build/logs/ @a', 'build/logs', null],
    ['!*.js @a', 'x.js', null],
    ['[ab].js @a', 'a.js', null],
    ['\\#x @a', '#x', null],
    ['*.js owner', 'x.js', null],
    ['*.js\n* @a', 'x.js', ['@a']],
    ['* @a\n*.js', 'x.js', []],
    ['my\\ file @a', 'my file', ['@a']],
    ['/src/**/t?st.ts @a', 'src/a/b/test.ts', ['@a']],
    ['/src/**/t?st.ts @a', 'src/test.ts', ['@a']],
    ['SRC @a', 'src/x', null],
    ['* @a\r\n', 'x', ['@a']],
    ['', 'x', null],
  ])('%j of %s', (text, path, expected) => expect(owners(text, path)).toEqual(expected));

  it('takes the last of too many rules, which win, and nothing of a file that GitHub does not read', () => {
    const many = Array.from({ length: 6000 }, (_, at) => `/f${at} @a${at}`);
    expect(owners(`* @first\n${many.join('\n')}\n* @last`, 'x')).toEqual(['@last']);
    expect(owners(`${'# nothing\n'.repeat(6000)}* @a`, 'x')).toEqual(['@a']);
    expect(owners(`* @a\n# ${'é'.repeat(1024 * 1024 + 1)}`, 'x')).toEqual(['@a']);
    expect(owners(`* @a\n# ${'é'.repeat(1.5 * 1024 * 1024 + 1)}`, 'x')).toBeNull();
  });

  it('takes no longer for a pattern full of stars', () => {
    const timer = startTimer();
    owners(`${'**/*a'.repeat(60)} @a`, `${'aaaa/'.repeat(150)}b`);
    owners(`/${'**/'.repeat(320)}b @a\n`.repeat(20), `${'a/'.repeat(445)}a`);
    expect(timer()).toBeLessThan(5000);
  });
});
