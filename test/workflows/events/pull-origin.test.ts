import { afterAll, beforeAll, expect, it } from 'vitest';
import { learnOrigin, upsertPull } from '../../../src/workflows/events/upsert-pull.js';
import { addTenant, openApiRig } from '../../api/api-rig.js';

let rig: Awaited<ReturnType<typeof openApiRig>>;
beforeAll(async () => {
  rig = await openApiRig(() => ({}));
});
afterAll(() => rig.close());

it('knows who made a pull request from its account and branch, and later from its commits', async () => {
  const { id, repositoryIds } = await addTenant(rig.system, { account: 'acme', repositories: ['shop'] });
  const repositoryId = repositoryIds[0]!;
  const owner = { installationId: id, repositoryId };
  const sha = 'a'.repeat(40);
  const made = async (number: number, user: { login: string; type: string }, ref: string) =>
    upsertPull(rig.system.manager, owner, {
      number,
      title: 't',
      state: 'open',
      user,
      head: { ref, sha },
      base: { ref: 'main', sha },
      created_at: '2026-11-01T00:00:00Z',
      updated_at: '2026-11-01T00:00:00Z',
    });
  await made(1, { login: 'ada', type: 'User' }, 'fix/cursor-jumps');
  await made(2, { login: 'ada', type: 'User' }, 'claude/issue-7');
  await made(3, { login: 'Copilot', type: 'Bot' }, 'main-2');
  await made(4, { login: 'dependabot[bot]', type: 'Bot' }, 'dependabot/npm');
  const origins = () => rig.system.query('SELECT number, origin FROM pull_requests ORDER BY number');
  expect(await origins()).toEqual([
    { number: 1, origin: 'human' },
    { number: 2, origin: 'assisted' },
    { number: 3, origin: 'agent' },
    { number: 4, origin: 'bot' },
  ]);
  await learnOrigin(rig.system, repositoryId, { number: 1, origin: 'assisted' });
  await made(1, { login: 'ada', type: 'User' }, 'fix/cursor-jumps');
  expect((await origins())[0]).toEqual({ number: 1, origin: 'assisted' });
});
