import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ReplayedPull, ReplayEstimate, ReplayWithFigures } from '../../src/api/shapes/replay.js';
import { claimReplay, chooseItems, endItem, endReplay } from '../../src/workflows/replays/replay-record.js';
import { finding, result } from '../workflows/replays/replay-rows.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

interface Shown {
  id: string;
  status: string;
}

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let shop: { installation: number; repository: number };

beforeAll(async () => {
  rig = await openApiRig(
    () => callers,
    () => ({ reviewModel: 'claude-sonnet-5-5' }),
  );
  const { system } = rig;
  const tenant = await addTenant(system, { account: 'acme', repositories: ['shop'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  shop = { installation: tenant.id, repository: tenant.repositoryIds[0]! };
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  await add('writer', tenant.access('write'));
  await add('reader', tenant.access('read'));
  await add('stranger', other.access('admin', 'admin'));
});
afterAll(() => rig.close());
beforeEach(() => rig.system.query('DELETE FROM replays'));

const PATH = '/repos/acme/shop/replays';
const ASKED = {
  pull_requests: 3,
  settings: [
    { name: 'As it is', values: {} },
    { name: 'Strict', values: { min_severity: 'should-fix' } },
  ],
};
const send = (who: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  rig.ask(who, path, { method: 'POST', body, headers });
const read = async <T = unknown>(who: string, path: string): Promise<T> =>
  (await (await rig.ask(who, path)).json()) as T;
const start = async (): Promise<Shown> => (await (await send('writer', PATH, ASKED)).json()) as Shown;

/** As the worker does it. */
async function run(id: string) {
  const record = (await claimReplay(rig.system, id, 'claude-sonnet-5-5'))!;
  const pull = (number: number) => ({
    number,
    title: `Change ${number}`,
    author: 'ada',
    mergedAt: new Date(Date.UTC(2026, 9, number)),
    mergeSha: 'f'.repeat(40),
  });
  const items = await chooseItems(rig.system, record, { pulls: [pull(7), pull(9)], headSha: 'e'.repeat(40) });
  const end = (at: number, how: Parameters<typeof endItem>[2]) =>
    endItem(rig.system, { id: items[at]!.id, replayId: id }, how);
  await end(0, { result: result({ findings: [finding({ fate: 'changed' }), finding({ inline: false, line: 9 })] }) });
  await end(1, { result: result({ findings: [] }) });
  await end(2, { failure: 'GitHub gave no answer' });
  return items;
}

describe('replays', () => {
  it('wait for the worker, one of a repository at a time, and stand in the audit log', async () => {
    const response = await send('writer', PATH, ASKED);
    expect(response.status).toBe(202);
    const replay = (await response.json()) as Shown;
    expect(replay).toMatchObject({ status: 'pending', repo: 'acme/shop', requested_by: 'writer', ...ASKED });
    expect((await send('writer', PATH, ASKED)).status).toBe(409);
    const queued = await rig.system.query(
      'SELECT queue_name, name FROM dbos.workflow_status WHERE workflow_uuid = $1',
      [`replay:${replay.id}`],
    );
    expect(queued).toEqual([{ queue_name: 'replays', name: 'run_replay' }]);
    const log = await rig.system.query('SELECT action, actor_login, details FROM audit_log WHERE object_id = $1', [
      replay.id,
    ]);
    expect(log).toEqual([{ action: 'replay.started', actor_login: 'writer', details: ASKED }]);
    expect((await read<{ items: Shown[] }>('reader', PATH)).items).toMatchObject([{ id: replay.id }]);
  });

  it('are started once under one Idempotency-Key', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const [first, again] = [await send('writer', PATH, ASKED, key), await send('writer', PATH, ASKED, key)];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(await again.json()).toEqual(await first.json());
  });

  it('are started only by who may write, and seen by who may read', async () => {
    expect((await send('reader', PATH, ASKED)).status).toBe(403);
    expect((await send('stranger', PATH, ASKED)).status).toBe(404);
    const { id } = await start();
    expect((await send('reader', `/replays/${id}/cancel`)).status).toBe(403);
    for (const path of [PATH, `/replays/${id}`, `/replays/${id}/pull-requests/7`])
      expect([path, (await rig.ask('stranger', path)).status]).toEqual([path, 404]);
    expect((await send('stranger', `/replays/${id}/cancel`)).status).toBe(404);
    expect((await rig.ask('reader', `/replays/${id}`)).status).toBe(200);
  });

  it.each([
    [{ ...ASKED, pull_requests: 21 }, 'body.pull_requests'],
    [{ ...ASKED, settings: [] }, 'body.settings'],
    [{ ...ASKED, settings: [{ name: 'a\ud83d', values: {} }] }, 'body.settings.0.name'],
    [{ ...ASKED, settings: [{ name: 'a\0', values: {} }] }, 'body.settings.0.name'],
    [{ ...ASKED, settings: [1, 2, 3, 4].map((n) => ({ name: `${n}`, values: { max_comments: n } })) }, 'body.settings'],
    [{ ...ASKED, settings: [{ name: 'A', values: { max_comment: 3 } }] }, 'body.settings.0.values.max_comment'],
    [{ ...ASKED, settings: [{ name: 'A', values: { max_comments: 99 } }] }, 'body.settings.0.values.max_comments'],
    [{ ...ASKED, settings: [{ name: 'A', values: { effort: 'much' } }] }, 'body.settings.0.values.effort'],
    [
      {
        ...ASKED,
        settings: [
          { name: 'A', values: {} },
          { name: 'A', values: { drafts: true } },
        ],
      },
      'body.settings.1.name',
    ],
    [
      {
        ...ASKED,
        settings: [
          { name: 'A', values: {} },
          { name: 'B', values: {} },
        ],
      },
      'body.settings.1.values',
    ],
  ])('refuse what is wrong by its field: %j', async (asked, field) => {
    const response = await send('writer', PATH, asked);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect(errors.map((error) => error.field)).toContain(field);
    expect(await rig.system.query('SELECT FROM replays')).toEqual([]);
  });

  it('are shown with the figures of each setting, and what each said of a pull request', async () => {
    const { id } = await start();
    await run(id);
    const shown = await read<z.infer<typeof ReplayWithFigures>>('reader', `/replays/${id}`);
    expect(shown).toMatchObject({ status: 'running', reviews_done: 3, reviews_total: 4, model: 'claude-sonnet-5-5' });
    expect(shown.figures).toMatchObject([
      {
        setting: 0,
        reviewed: 1,
        failed: 1,
        findings: 2,
        by_severity: { 'should-fix': 2 },
        comments: { total: 1, mean: 1, median: 1 },
        precision: { estimate: { count: 1, of: 2 }, too_few: true, changed_later: 1 },
        efforts: { quick: 0, normal: 1, deep: 0 },
      },
      { setting: 1, reviewed: 1, silent: 1, findings: 0, precision: { estimate: { of: 0, share: null } } },
    ]);
    expect(shown.pulls.map(({ number }) => number)).toEqual([9, 7]);
    expect(shown.pulls[1]?.reviews).toMatchObject([
      { setting: 0, status: 'failed', reason: 'GitHub gave no answer' },
      { setting: 1, status: 'pending', outcome: null },
    ]);
    expect(shown.pulls[0]?.reviews).toMatchObject([{ effort: 'normal' }, { effort: 'normal' }]);
    const pull = await read<z.infer<typeof ReplayedPull>>('reader', `/replays/${id}/pull-requests/9`);
    expect(pull).toMatchObject({ url: 'https://github.com/acme/shop/pull/9', title: 'Change 9' });
    expect(pull.reviews.map(({ findings }) => findings.length)).toEqual([2, 0]);
    expect((await rig.ask('reader', `/replays/${id}/pull-requests/8`)).status).toBe(404);
  });

  it('end when they are cancelled, once, and keep what is done', async () => {
    const { id } = await start();
    await run(id);
    const response = await send('writer', `/replays/${id}/cancel`);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      status: 'cancelled',
      reason: 'cancelled by writer',
      reviews_done: 3,
    });
    expect((await send('writer', `/replays/${id}/cancel`)).status).toBe(409);
    // The worker finds out, and does not overwrite it.
    expect(await claimReplay(rig.system, id, null)).toBeNull();
    await endReplay(rig.system, id, { status: 'completed', reason: null });
    expect(await read('reader', `/replays/${id}`)).toMatchObject({ status: 'cancelled', reviews_done: 3 });
    expect((await send('writer', PATH, ASKED)).status).toBe(202);
  });

  it('tell the live stream how far they are', async () => {
    const { id } = await start();
    const changes = () =>
      rig.system.query(`SELECT DISTINCT repository_id FROM changes WHERE kind = 'replay' AND object_id = $1`, [id]);
    expect(await changes()).toEqual([{ repository_id: shop.repository }]);
  });

  it('cost about what the last reviews cost', async () => {
    const path = `${PATH}/estimate?pull_requests=5&settings=2`;
    expect(await read('reader', path)).toMatchObject({ reviews: 10, cost_usd: null, based_on: null });
    const { id } = await start();
    const items = await run(id);
    await rig.system.query('UPDATE replay_reviews SET model_cost = 0.2 WHERE id = ANY ($1)', [
      items.map((item) => item.id),
    ]);
    const estimate = await read<z.infer<typeof ReplayEstimate>>('reader', path);
    expect(estimate).toMatchObject({ model: 'claude-sonnet-5-5', based_on: { reviews: 2, of: 'installation' } });
    expect(estimate.cost_usd).toBeCloseTo(2);
    const [deep, wrong, many] = ['deep', 'deeper', 'deep,deep,deep'].map((efforts) => `${path}&efforts=${efforts}`);
    expect(await read('reader', deep!)).toMatchObject({ cost_usd: expect.closeTo(1 + 1.5), reckoned: ['deep'] });
    for (const one of [wrong!, many!]) expect([one, (await rig.ask('reader', one)).status]).toEqual([one, 400]);
    await rig.system.query(
      `UPDATE replay_reviews SET result = jsonb_set(result, '{effort}', '"deep"') WHERE result IS NOT NULL`,
    );
    expect(await read('reader', deep!)).toMatchObject({ cost_usd: expect.closeTo(2), reckoned: ['deep'] });
  });
});
