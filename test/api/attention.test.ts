import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';
import { addFinding, addPull, addReview, addRun } from './ledger-rows.js';

interface Attention {
  must_fix: { first: { handle: string; repo: string }[]; of: number };
  failed_runs: { first: { id: string; repo: string | null }[]; of: number };
  approvals: { first: { id: string; wanted: string[] }[]; of: number };
}

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
const runs: Record<string, string> = {};

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'vault'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  await add('admin', acme.access('admin', 'admin'));
  await add('reader', onlySeeing(acme.access('read'), ['acme/shop']));
  for (const [owner, nth] of [
    [acme, 0],
    [acme, 1],
    [other, 0],
  ] as const) {
    const place = { installationId: owner.id, repositoryId: owner.repositoryIds[nth]! };
    const open = await addPull(system, place, { number: 1 });
    const closed = await addPull(system, place, { number: 2, state: 'closed' });
    for (const [pull, number] of [
      [open, 1],
      [closed, 2],
    ] as const) {
      const review = await addReview(system, place, { pull_request_id: pull, pull_number: number });
      const finding = (handle: number, more: object) =>
        addFinding(system, place, { pull_request_id: pull, review_id: review, handle, ...more });
      await finding(1, {});
      await finding(2, { severity: 'should-fix' });
      await finding(3, { state: 'fixed', fixed_in: 'b'.repeat(40) });
      const dismissed = { state: 'dismissed', dismissed_by: 'ada', dismissed_reason: 'intentional here' };
      await finding(4, { ...dismissed, dismissed_until: new Date(Date.now() - 60_000) });
      await finding(5, { ...dismissed, dismissed_until: new Date(Date.now() + 3_600_000) });
    }
    const mark = `${nth}${owner === acme ? '' : ' of the other'}`;
    const failed = { status: 'failed', completed_at: new Date() };
    const at = (minutes: number) => ({ queued_at: new Date(Date.now() - minutes * 60_000) });
    // A review that failed, a newer one that failed too, and one of long ago in another pull request that is closed.
    await addRun(system, place, { pull_request_id: open, ...failed, ...at(30) });
    runs[mark] = await addRun(system, place, { pull_request_id: open, ...failed, ...at(20) });
    await addRun(system, place, { pull_request_id: closed, ...failed, ...at(10) });
    const approval = await addRun(system, place, {
      pull_request_id: open,
      workflow: 'error_triage',
      status: 'running',
      started_at: new Date(),
    });
    runs[`approval ${mark}`] = approval;
    await system.query(
      `INSERT INTO approvals (installation_id, run_id, position, wanted, expires_at) VALUES ($1, $2, 0, '["admin"]', now() + interval '1 hour'),
         ($1, $2, 1, '["admin"]', now() - interval '1 hour')`,
      [owner.id, approval],
    );
  }
});
afterAll(() => rig.close());

const read = async (who: string, query = '') => {
  const response = await rig.ask(who, `/attention${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Attention;
};

describe('what waits for a person', () => {
  it('is open in open pull requests, failed and not taken over, or to be approved', async () => {
    const { must_fix, failed_runs, approvals } = await read('reader');
    expect(must_fix.first.map(({ handle }) => handle).toSorted()).toEqual(['F1', 'F4']);
    expect(must_fix.of).toBe(2);
    expect(failed_runs).toMatchObject({ of: 1, first: [{ id: runs['0'], repo: 'acme/shop' }] });
    expect(approvals).toMatchObject({ of: 1, first: [{ id: runs['approval 0'], wanted: ['admin'] }] });
  });

  it('is of all that the caller sees, or of the repository that is asked for', async () => {
    const all = await read('admin');
    expect([all.must_fix.of, all.failed_runs.of, all.approvals.of]).toEqual([4, 2, 2]);
    const one = await read('admin', '?repo=acme/vault');
    expect(one.failed_runs).toMatchObject({ of: 1, first: [{ id: runs['1'] }] });
    expect(one.must_fix.first.map(({ repo }) => repo)).toEqual(['acme/vault', 'acme/vault']);
    expect((await rig.ask('reader', '/attention?repo=acme/vault')).status).toBe(404);
    expect((await rig.ask('reader', '/attention?days=3')).status).toBe(400);
  });

  it('is gone once somebody tried a run again, or closed the pull request', async () => {
    await rig.system.query(
      `UPDATE pull_requests SET state = 'closed' WHERE number = 1 AND repository_id =
         (SELECT id FROM repositories WHERE full_name = 'acme/vault')`,
    );
    expect((await read('admin', '?repo=acme/vault')).failed_runs).toEqual({ first: [], of: 0 });
    await rig.system.query('UPDATE workflow_runs SET parent_execution_id = $1 WHERE id = $2', [
      runs['0'],
      runs['approval 0'],
    ]);
    expect((await read('reader')).failed_runs).toEqual({ first: [], of: 0 });
    expect(rig.errors).toEqual([]);
  });
});
