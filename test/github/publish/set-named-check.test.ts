import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCheckRun } from '../../../src/github/publish/check-run.js';
import { setNamedCheck, type NamedCheck, type NamedCheckKey } from '../../../src/github/publish/set-named-check.js';
import { openStage, type SandboxStage } from './sandbox-stage.js';

const CHECK: NamedCheck = {
  name: 'Payments',
  conclusion: 'failure',
  title: 'One approval',
  summary: 'Two are needed.',
};
let stage: SandboxStage;
let key: NamedCheckKey;
beforeEach(async () => {
  stage = await openStage();
  key = {
    headSha: stage.pull.head.sha,
    key: 'workflow 7 step gate',
    detailsUrl: 'https://nectr.example/executions/1',
    repositoryUrl: 'https://github.com/acme/orchard',
    assertLease: stage.assertLease,
    refused: () => undefined,
  };
});
afterEach(() => stage.close());

const set = (change: Partial<NamedCheck> = {}, other: Partial<NamedCheckKey> = {}) =>
  setNamedCheck(stage.octokit, stage.target, { ...key, ...other }, { ...CHECK, ...change });
const checks = () => [...stage.repository.checkRuns.values()];

it('shows a result with one write, changes it, and writes nothing where it stands already', async () => {
  const id = await set();
  expect(stage.leases).toBe(1);
  expect(checks()).toMatchObject([
    {
      id,
      name: 'Payments',
      status: 'completed',
      conclusion: 'failure',
      title: 'One approval',
      summary: 'Two are needed.',
      detailsUrl: key.detailsUrl,
    },
  ]);
  expect(await stage.writesOf(set)).toEqual([]);
  expect(await set({ conclusion: 'success', title: 'Two approvals' })).toBe(id);
  expect(checks()).toMatchObject([{ conclusion: 'success', title: 'Two approvals', summary: 'Two are needed.' }]);
});

it('has one for each name, key and head, beside that of the review', async () => {
  const review = await startCheckRun(stage.octokit, stage.target, { ...key, runKey: key.key });
  const ids = [
    review,
    await set(),
    await set({ name: 'Other' }),
    await set({}, { key: 'another' }),
    await set({}, { headSha: stage.pull.base.sha, detailsUrl: null }),
  ];
  expect(new Set(ids).size).toBe(5);
  expect(checks()).toHaveLength(5);
  expect(stage.repository.checkRuns.get(review)).toMatchObject({ name: 'Nectr', status: 'in_progress' });
});

it('changes a second one too that a frozen worker has made', async () => {
  const id = await set();
  const [first] = checks();
  if (!first) throw new Error('no check run');
  stage.repository.checkRuns.set(4711, { ...first, id: 4711, conclusion: 'neutral' });
  await set({ conclusion: 'success' });
  expect(checks()).toMatchObject([
    { id, conclusion: 'success' },
    { id: 4711, conclusion: 'success' },
  ]);
});

it.each(['lost-answer', 'reset'] as const)('makes one in spite of a %s', async (kind) => {
  stage.sandbox.state.faults.add({ kind, match: { method: 'POST', path: /check-runs$/ }, times: 1 });
  stage.sandbox.state.faults.add({ kind, match: { method: 'PATCH', path: /check-runs/ }, times: 2 });
  const id = await set();
  expect(await set({ conclusion: 'success' })).toBe(id);
  expect(checks()).toMatchObject([{ conclusion: 'success' }]);
});

it('cannot be taken for a check of the review: neither by its name nor by an id that asks for one', async () => {
  for (const name of [' nectr ', 'Nectr\u200b', '\u2060 NECTR', 'Nec\u00adtr'])
    await expect(set({ name })).rejects.toThrow('is the check of the review');
  await set({}, { key: 'run:pr_review:1' });
  expect(checks().map(({ externalId }) => externalId)).toEqual(['check:run:pr_review:1']);
});

it('writes nothing without the lease, and throws what GitHub refuses', async () => {
  const lost = async () => Promise.reject(new Error('the lease is lost'));
  await expect(set({}, { assertLease: lost })).rejects.toThrow('the lease is lost');
  const octokit = await stage.connect({ checks: 'read' });
  await expect(setNamedCheck(octokit, stage.target, key, CHECK)).rejects.toMatchObject({ reason: 'forbidden' });
  expect(checks()).toEqual([]);
});
