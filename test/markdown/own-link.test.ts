import { expect, it } from 'vitest';
import { findLive } from '../../src/markdown/find-live.js';
import { commitAddress, linesAddress, ownLink, storedAddress } from '../../src/markdown/own-link.js';

const repositoryUrl = 'https://ghe.example/acme/shop';
const sha = '0123456789'.repeat(4);
const blob = `${repositoryUrl}/blob/${sha}`;

it.each([
  ['src/a.ts', `${blob}/src/a.ts#L4`],
  ['src/[id]/a b.ts', `${blob}/src/%5Bid%5D/a%20b.ts#L4`],
  ['_a_/b_c.ts', `${blob}/%5Fa%5F/b_c.ts#L4`],
  ["it's (new)*~!.ts", `${blob}/it%27s%20%28new%29%2A%7E%21.ts#L4`],
  ['grün/日本.ts', `${blob}/gr%C3%BCn/%E6%97%A5%E6%9C%AC.ts#L4`],
  // What is no address that is sure to be read as one, or would say what its text hides.
  ['a/../../b.ts', null],
  ['a\nb.ts', null],
  ['a\u202eb.ts', null],
  ['a\ud800.ts', null],
  [`gh${'p'}_${'a1B2c3D4e5'.repeat(4)}`.slice(0, 40), null],
  ['a/'.repeat(300), null],
])('the page of a line of %j is %s', (path, address) => {
  expect(linesAddress(repositoryUrl, sha, { path, line: 4 })).toBe(address);
});

it('leads to a range of lines', () => {
  const place = { path: 'a.ts', startLine: 2, line: 4 };
  expect(linesAddress(repositoryUrl, sha, place)).toBe(`${blob}/a.ts#L2-L4`);
  expect(linesAddress(repositoryUrl, sha, { ...place, startLine: 4 })).toBe(`${blob}/a.ts#L4`);
});

it('leads nowhere with what is no commit', () => {
  expect([commitAddress(repositoryUrl, 'main'), commitAddress(repositoryUrl, sha)]).toEqual([
    null,
    `${repositoryUrl}/commit/${sha}`,
  ]);
  expect(linesAddress(repositoryUrl, 'main', { path: 'a.ts', line: 1 })).toBeNull();
});

it('is the text alone without an address, and nothing without text', () => {
  expect([ownLink('a`b', null), ownLink('a', 'x'), ownLink(' ', 'x')]).toEqual(['``a`b``', '[`a`](x)', '']);
});

it.each([
  ['pull/7', true],
  ['pull/7#issuecomment-12', true],
  ['pull/7#discussion_r12', true],
  ['issues/9', true],
  [`blob/${sha}/docs/a-b.md#L4-L6`, true],
  ['', false],
  ['pull/7#other', false],
  ['pull/7) [x](https://evil.example', false],
  ['../../evil/pull/7', false],
  [`blob/${sha}/a/../b.md#L4`, false],
  ['settings', false],
])('a stored link to %j is kept: %s', (rest, isKept) => {
  const link = `${repositoryUrl}/${rest}`;
  const address = storedAddress(repositoryUrl, link);
  expect(address).toBe(isKept ? link : null);
  expect(findLive(`- ${ownLink('a', address)}`, { repositoryUrl, suggestion: null })).toEqual([]);
});

it('a stored link leads to no other repository', () => {
  for (const link of ['https://evil.example/pull/7', `${repositoryUrl}-evil/pull/7`, 'javascript:1', '']) {
    expect(storedAddress(repositoryUrl, link)).toBeNull();
  }
});
