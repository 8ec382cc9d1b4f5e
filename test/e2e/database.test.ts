import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStage, seenOn, untilEnded, type Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await buildStage();
  await stage.startWorker();
});
afterAll(() => stage.close());

/** Ends all connections to the database but our own, as a restart of PostgreSQL does. */
async function cutConnections(): Promise<number> {
  const rows: unknown[] = await stage.source.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'test'`,
  );
  return rows.length;
}

describe('C7, C8: connections to PostgreSQL are cut', () => {
  it.each([
    ['while the files are read', { method: 'GET', path: /\/files$/ }],
    ['while the review is posted', { method: 'POST', path: /\/reviews$/ }],
    ['while the check run is concluded', { method: 'PATCH', path: /\/check-runs\/\d+$/ }],
  ])(
    '%s: the review is posted once',
    async (_, match) => {
      stage.sandbox.state.faults.add({ kind: 'delay', delayMs: 500, match, times: 1 });
      const issue = await stage.openPull();
      await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
      expect(await cutConnections()).toBeGreaterThan(2);
      expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial' }]);
      await expect.poll(() => seenOn(stage, issue).unfinishedChecks, { timeout: 90_000 }).toBe(0);
      expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: 2 });
    },
    90_000,
  );

  it('A4: the receiver takes deliveries again at once', async () => {
    await cutConnections();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => stage.sandbox.deliver('ping', { zen: randomUUID() })),
    );
    expect(answers.every(({ statusCode }) => statusCode === 202 || statusCode === 503)).toBe(true);
    expect(await stage.sandbox.deliver('ping', { zen: 'again' })).toMatchObject({ statusCode: 202 });
  });
});

describe('the receiver', () => {
  it('A6: takes a payload just below 25 MB', async () => {
    const text = 'x'.repeat(24.9 * 1024 * 1024);
    expect(await stage.sandbox.deliver('push', { text, installation: { id: stage.installation.id } })).toMatchObject({
      statusCode: 202,
    });
  });

  it('A18: loses nothing of a burst', async () => {
    const before: { count: number }[] = await stage.source.query('SELECT count(*)::int AS count FROM events');
    const guids = Array.from({ length: 500 }, () => randomUUID());
    const answers = await Promise.all(guids.map((guid) => stage.sandbox.deliver('push', { ref: guid }, { guid })));
    expect(answers.filter(({ statusCode }) => statusCode !== 202)).toEqual([]);
    const after: { count: number }[] = await stage.source.query('SELECT count(*)::int AS count FROM events');
    expect((after[0]?.count ?? 0) - (before[0]?.count ?? 0)).toBe(500);
  });

  it('A10: knows a delivery again that it had committed', async () => {
    const first = await stage.sandbox.deliver('push', { ref: 'same' });
    const again = await stage.sandbox.deliver('push', { ref: 'same' }, { guid: first.guid, redelivery: true });
    expect(again.statusCode).toBe(202);
    const rows: unknown[] = await stage.source.query('SELECT 1 FROM events WHERE delivery_id = $1', [first.guid]);
    expect(rows).toHaveLength(1);
  });

  it('B4: refuses what is signed with another secret, and stores nothing', async () => {
    const refused = await stage.sandbox.deliver('push', { ref: 'x' }, { corrupt: true });
    expect(refused.statusCode).toBe(401);
    expect(await stage.source.query('SELECT 1 FROM events WHERE delivery_id = $1', [refused.guid])).toEqual([]);
  });

  it('B7: set-up is over once there is an App', async () => {
    expect((await fetch(`http://127.0.0.1:${stage.web.port}/setup`)).status).toBe(410);
  });

  it.each(['/probot', '/probot/setup', '/metrics', '/api/github/webhooks/x'])(
    'B7: answers 404 for %s',
    async (path) => {
      expect((await fetch(`http://127.0.0.1:${stage.web.port}${path}`)).status).toBe(404);
    },
  );

  it('A12: ends cleanly with deliveries under way', async () => {
    const second = await stage.startWeb();
    const url = `http://127.0.0.1:${second.port}/api/github/webhooks`;
    stage.sandbox.setWebhookUrl(url);
    const sent = Array.from({ length: 50 }, () => stage.sandbox.deliver('push', { ref: randomUUID() }));
    second.child.kill('SIGTERM');
    const answers = await Promise.all(sent);
    expect(await second.ended).toEqual({ code: 0, signal: null });
    const accepted = answers.filter(({ statusCode }) => statusCode === 202);
    const rows: { count: number }[] = await stage.source.query(
      'SELECT count(*)::int AS count FROM events WHERE delivery_id = ANY ($1)',
      [accepted.map(({ guid }) => guid)],
    );
    expect(rows[0]?.count).toBe(accepted.length);
  });
});
