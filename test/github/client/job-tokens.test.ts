import { expect, it } from 'vitest';
import { jobTokens } from '../../../src/github/client/job-tokens.js';
import type { TokenScope } from '../../../src/github/client/installation-token.js';

const scope = { installationId: 9, repositoryIds: [7], permissions: { contents: 'read' }, job: 'run:a' } as const;
const scopeWith = (change: Partial<TokenScope>): TokenScope => ({ ...scope, repositoryIds: [7], ...change });

function rig() {
  const tokens = jobTokens();
  let made = 0;
  return (given: TokenScope) =>
    tokens(given, () => {
      const text = `token ${++made}`;
      return () => Promise.resolve(text);
    })({ fresh: false });
}

it('is one for all steps of a job with the same scope', async () => {
  const ask = rig();
  expect(await ask(scopeWith({}))).toBe('token 1');
  expect(await ask(scopeWith({ permissions: { contents: 'read' } }))).toBe('token 1');
});

it.each<[string, Partial<TokenScope>]>([
  ['another job', { job: 'run:b' }],
  ['another repository', { repositoryIds: [8] }],
  ['all repositories', { repositoryIds: [] }],
  ['another installation', { installationId: 8 }],
  ['other permissions', { permissions: { contents: 'write' } }],
  ['more permissions', { permissions: { contents: 'read', issues: 'read' } }],
])('is never that of %s', async (_, change) => {
  const ask = rig();
  await ask(scopeWith({}));
  expect(await ask(scopeWith(change))).toBe('token 2');
});

it('is shared with nothing where there is no job', async () => {
  const ask = rig();
  const { job: _job, ...without } = scopeWith({});
  expect([await ask(without), await ask(without)]).toEqual(['token 1', 'token 2']);
});

it('is forgotten after five hundred others', async () => {
  const ask = rig();
  await ask(scopeWith({}));
  for (let number = 0; number < 500; number++) await ask(scopeWith({ job: `other:${number}` }));
  expect(await ask(scopeWith({}))).toBe('token 502');
});
