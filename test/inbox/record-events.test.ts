import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { createDataSource } from '../../src/database/data-source.js';
import { createRecorder, type Recorder } from '../../src/inbox/record-events.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const examples = z
  .array(z.object({ name: z.string(), examples: z.array(z.unknown()) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

let database: TestDatabase;
let source: DataSource;
let other: DataSource;
let recorder: Recorder;

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = { scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' } as const;
  [source, other] = [createDataSource(settings), createDataSource({ ...settings, applicationName: 'other' })];
  await Promise.all([source.initialize(), other.initialize()]);
  recorder = createRecorder({ source, isWanted: (type) => type.startsWith('pull_request.') });
});
beforeEach(async () => {
  await source.query('TRUNCATE events CASCADE');
  await source.query('DELETE FROM dbos.workflow_status');
});
afterAll(async () => {
  await recorder.close();
  await Promise.all([source.destroy(), other.destroy()]);
  await database.close();
});

function pull(change: object = {}, deliveryId: string = randomUUID()) {
  const pull_request = { id: 5, number: 7, updated_at: '2026-01-01T00:00:00Z' };
  const payload = {
    action: 'synchronize',
    repository: { id: 3 },
    installation: { id: 9 },
    pull_request,
    before: 'a',
    after: 'b',
  };
  return {
    source: 'github',
    deliveryId,
    name: 'pull_request',
    payload: { ...payload, ...change },
    sha256: 'f'.repeat(64),
  };
}

async function rows(): Promise<{ status: string; queued: boolean }[]> {
  return source.query(
    `SELECT status, EXISTS (SELECT FROM dbos.workflow_status s WHERE s.workflow_uuid = 'event:' || e.id) AS queued
       FROM events e ORDER BY created_at, status`,
  );
}

describe('createRecorder', () => {
  it('A1: keeps one row and one piece of work of 50 equal deliveries at once', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => recorder.record(pull({}, 'same'))));
    expect(results.filter((result) => result === 'recorded')).toHaveLength(1);
    expect(results.filter((result) => result === 'duplicate')).toHaveLength(49);
    expect(await rows()).toEqual([{ status: 'pending', queued: true }]);
  });

  it('A2: keeps a second delivery of the same push, ignored', async () => {
    expect(await recorder.record(pull())).toBe('recorded');
    expect(await recorder.record(pull())).toBe('ignored');
    expect(await rows()).toEqual([
      { status: 'pending', queued: true },
      { status: 'ignored', queued: false },
    ]);
  });

  it('A2: works for a push whose first delivery nobody wanted and that came again beside another one', async () => {
    const unwanted = createRecorder({ source, isWanted: () => false });
    await source.query('UPDATE workflow_triggers SET enabled = false');
    expect(await unwanted.record(pull({}, 'first'))).toBe('ignored');
    await source.query('UPDATE workflow_triggers SET enabled = true');
    const both = [recorder.record(pull({}, 'first')), recorder.record(pull({}, 'second'))];
    expect(await Promise.all(both)).toEqual(['duplicate', 'recorded']);
    expect((await rows()).filter(({ queued }) => queued)).toHaveLength(1);
  });

  it('queues work for what a trigger waits for from the moment on in which it does', async () => {
    const release = { ...pull({ action: 'published' }), name: 'release' };
    const record = () => recorder.record({ ...release, deliveryId: randomUUID() });
    expect(await record()).toBe('ignored');
    const [workflow]: { id: string }[] = await source.query(
      `INSERT INTO workflows (name) VALUES ('releases') RETURNING id`,
    );
    await source.query(
      `INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions) VALUES ($1, 'event', '{"events": ["release.published"]}')`,
      [workflow?.id],
    );
    expect(await record()).toBe('recorded');
    await source.query(`UPDATE workflows SET status = 'inactive' WHERE id = $1`, [workflow?.id]);
    expect(await record()).toBe('ignored');
    await source.query('DELETE FROM workflows WHERE id = $1', [workflow?.id]);
  });

  it('keeps the order of answers in a batch of new, equal, ignored and refused ones', async () => {
    const sent = [
      pull({ after: '1' }, 'a'),
      pull({ after: '1' }, 'a'),
      pull({ after: '1' }, 'b'),
      { ...pull({}, 'c'), name: 'ping' },
      pull({ after: '2', title: '\0 \ud800' }, 'd'),
    ];
    // The first goes alone; the others wait for it and share a commit.
    const results = await Promise.all([pull({ after: '0' }, 'z'), ...sent].map((one) => recorder.record(one)));
    expect(results).toEqual(['recorded', 'recorded', 'duplicate', 'ignored', 'ignored', 'recorded']);
    expect(await source.query(`SELECT payload->>'title' AS title FROM events WHERE delivery_id = 'd'`)).toEqual([
      { title: '\uFFFD \uFFFD' },
    ]);
  });

  it.each(['a', 'ä', '€', '😀'])(
    'stores a large payload as it is, handed over in pieces: 3 MB of %s',
    async (character) => {
      const large = (deliveryId: string, end: string) => {
        // Odd, so that the ends of the pieces fall into characters.
        const payload = {
          ...pull().payload,
          after: 'e',
          odd: 'x',
          text: character.repeat(3_000_000 / character.length),
        };
        const json = Buffer.from(`${JSON.stringify(payload)}${end}`);
        return { ...pull({}, deliveryId), payload, json };
      };
      const results = await Promise.all(
        [large('one', ''), large('one', ''), large('two', ''), large('broken', '}')].map((one) => recorder.record(one)),
      );
      expect(results).toEqual(['recorded', 'duplicate', 'ignored', 'refused']);
      const [stored] = await source.query<{ same: boolean }[]>(
        `SELECT payload->>'text' = repeat($1, $2) AS same FROM events WHERE delivery_id = 'one'`,
        [character, 3_000_000 / character.length],
      );
      expect(stored).toEqual({ same: true });
      expect(await rows()).toHaveLength(3);
    },
  );

  it('A2: and of two processes at once', async () => {
    const second = createRecorder({ source: other, isWanted: () => true });
    const sent = Array.from({ length: 40 }, (_, index) => (index % 2 ? recorder : second).record(pull()));
    const results = await Promise.all(sent);
    expect(results.filter((result) => result === 'recorded')).toHaveLength(1);
    expect((await rows()).filter(({ queued }) => queued)).toHaveLength(1);
  });

  it('A17: takes payloads of any shape, ignored where nobody wants them', async () => {
    for (const [index, payload] of [{}, null, [], 'text', { action: 4, installation: 'x' }].entries()) {
      expect(
        await recorder.record({ source: 'github', deliveryId: `odd-${index}`, name: 'ping', payload, sha256: null }),
      ).toBe('ignored');
    }
    expect(await rows()).toHaveLength(5);
  });

  it.each([7000, 20_000])(
    'stores what cannot be stored as failed, once, without its neighbours: depth %i',
    async (depth) => {
      const deep = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
      const results = await Promise.all([
        recorder.record(pull({ after: 'c' }, 'before')),
        recorder.record(pull({ deep }, 'deep')),
        recorder.record(pull({ after: 'd' }, 'after')),
        recorder.record(pull({ deep }, 'deep')),
      ]);
      expect(results.slice(0, 3)).toEqual(['recorded', 'refused', 'recorded']);
      const refused: unknown[] = await source.query(
        `SELECT payload, status, payload_sha256 FROM events WHERE delivery_id = 'deep' AND error_message LIKE '%cannot be stored%'`,
      );
      expect(refused).toEqual([{ payload: {}, status: 'failed', payload_sha256: 'f'.repeat(64) }]);
    },
  );

  it('A4: rejects while the database is away, leaves nothing half, and works again', async () => {
    const victim = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'victim' });
    await victim.initialize();
    const failing = createRecorder({ source: victim, isWanted: () => true });
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
    const lost = expect(failing.record(pull({}, 'lost'))).rejects.toThrow();
    await expect
      .poll(async () => {
        const killed: unknown[] = await other.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event_type = 'Lock'`,
        );
        return killed.length;
      })
      .toBe(1);
    await lost;
    await runner.rollbackTransaction();
    await runner.release();
    expect(await rows()).toEqual([]);
    expect(await failing.record(pull({}, 'lost'))).toBe('recorded');
    await victim.destroy();
  });

  it('records every example payload of GitHub, each with its work or ignored', async () => {
    const all = examples.flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })));
    const results = await Promise.all(
      all.map(({ name, payload }, index) =>
        recorder.record({ source: 'github', deliveryId: `example-${index}`, name, payload, sha256: null }),
      ),
    );
    expect(results).not.toContain('refused');
    expect(results).not.toContain('duplicate');
    const found = await rows();
    expect(found).toHaveLength(all.length);
    expect(found.every(({ status, queued }) => queued === (status === 'pending'))).toBe(true);
    expect(results.filter((result) => result === 'recorded').length).toBeGreaterThan(10);
  });
});
