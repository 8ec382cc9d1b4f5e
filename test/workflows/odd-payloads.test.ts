import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { createDataSource } from '../../src/database/data-source.js';
import { createRecorder, type Recorder } from '../../src/inbox/record-events.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { pullPayload } from './pull-event.js';

const examples = z
  .array(z.object({ name: z.string(), examples: z.array(z.unknown()) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let database: TestDatabase;
let source: DataSource;
let recorder: Recorder;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
  // Everything is wanted: each payload goes the whole way, also those that production would ignore at the door.
  recorder = createRecorder({ source, isWanted: () => true });
});
afterEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
});
afterAll(async () => {
  await recorder.close();
  await source.destroy();
  await database.close();
});

/** The whole way of a delivery: recorded, then handled. Gives what became of it. */
async function take(name: string, payload: unknown): Promise<{ status: string; runs: number }> {
  const deliveryId = randomUUID();
  const recorded = await recorder.record({ source: 'github', deliveryId, name, payload, sha256: 'f'.repeat(64) });
  if (recorded !== 'recorded') return { status: recorded, runs: 0 };
  const rows: { id: string }[] = await source.query('SELECT id FROM events WHERE delivery_id = $1', [deliveryId]);
  const { status, runs } = await handleEvent(
    { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log },
    rows[0]?.id ?? '',
  );
  return { status, runs: runs.length };
}

it('A17: every example payload of GitHub is taken and handled without a fault', async () => {
  const ends = new Map<string, number>();
  for (const { name, examples: payloads } of examples) {
    for (const payload of payloads) {
      const { status } = await take(name, payload);
      ends.set(status, (ends.get(status) ?? 0) + 1);
    }
  }
  expect([...ends.keys()].filter((end) => !['completed', 'ignored', 'duplicate'].includes(end))).toEqual([]);
  expect(ends.get('completed')).toBeGreaterThan(10);
  expect([...ends.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(200);
}, 60_000);

describe('A17: pull requests with what GitHub sends now and then', () => {
  const whole = pullPayload();
  it.each<[string, object, number]>([
    ['no body', { pull_request: { ...whole.pull_request, body: null } }, 1],
    ['a deleted author', { pull_request: { ...whole.pull_request, user: null } }, 1],
    [
      'a deleted fork',
      { pull_request: { ...whole.pull_request, head: { ...whole.pull_request.head, repo: null } } },
      1,
    ],
    [
      'a hundred labels',
      { pull_request: { ...whole.pull_request, labels: Array(100).fill({ name: 'x'.repeat(50) }) } },
      1,
    ],
    ['a title of a megabyte', { pull_request: { ...whole.pull_request, title: 'x'.repeat(1024 ** 2) } }, 1],
    ['a time in the future', { pull_request: { ...whole.pull_request, updated_at: '2999-01-01T00:00:00Z' } }, 1],
    ['an unknown action', { action: 'quantum_entangled' }, 0],
    ['an action that is no text', { action: {} }, 0],
    ['no installation', { installation: undefined }, 0],
    ['no repository', { repository: undefined }, 0],
    ['a repository without owner', { repository: { ...whole.repository, owner: null } }, 1],
    ['an installation id of text', { installation: { id: '90; DROP TABLE events' } }, 0],
    ['installation 0', { installation: { id: 0 } }, 0],
    ['installation -1', { installation: { id: -1 } }, 0],
    ['an installation id beyond 2^53', { installation: { id: 2 ** 53 + 2 } }, 0],
    ['an installation id that is no whole number', { installation: { id: 90.5 } }, 0],
    ['a repository id that is none', { repository: { ...whole.repository, id: null } }, 0],
    ['a number that is none', { number: 'x', pull_request: { ...whole.pull_request, number: {} } }, 0],
    ['a name that is a path', { repository: { ...whole.repository, full_name: '../../etc/passwd' } }, 0],
    [
      'a head that is no commit',
      { pull_request: { ...whole.pull_request, head: { ref: 'x', sha: '--upload-pack=x' } } },
      0,
    ],
  ])('%s', async (_, change, runs) => {
    const { status, runs: made } = await take('pull_request', { ...whole, ...change });
    expect(['completed', 'ignored']).toContain(status);
    expect(made).toBe(runs);
    expect((await take('pull_request', pullPayload({ number: 8 }))).runs).toBe(1);
  });
});
