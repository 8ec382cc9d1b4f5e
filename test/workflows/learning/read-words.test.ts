import { expect, it } from 'vitest';
import type { Octokit } from '../../../src/github/client/installation-octokit.js';
import type { PullComment } from '../../../src/github/read/read-pull-comments.js';
import { readWords } from '../../../src/workflows/learning/read-words.js';

const octokit = {
  request: () => Promise.resolve({ data: { permission: 'write', role_name: 'write', user: null } }),
} as unknown as Octokit;

it.each([
  ['Dates are kept in UTC.', ['Dates are kept in UTC.']],
  ['<blockquote>Never log in tests.</blockquote>\n\nI do not agree.', ['I do not agree.']],
  ['```\n// never log in tests\n```', []],
  ['> Never log in tests.', []],
])('of %j these are the own words of its author: %j', async (body, words) => {
  const comment: PullComment = {
    kind: 'issue',
    id: 7,
    user: { id: 501, login: 'dora', type: 'User' },
    byApp: false,
    body,
    link: 'https://github.com/acme/shop/pull/7#issuecomment-7',
    path: null,
    inReplyTo: null,
    createdAt: new Date('2026-01-31T00:00:00Z'),
  };
  const target = { owner: 'acme', repo: 'shop' };
  const read = await readWords(octokit, target, [comment], { self: { appSlug: 'nectr' }, findings: [] });
  expect(read.map(({ text }) => text)).toEqual(words);
});
