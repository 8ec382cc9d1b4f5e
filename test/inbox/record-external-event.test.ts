import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { recordExternalEvent, type ExternalEvent } from '../../src/inbox/record-external-event.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let installationId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  await source.initialize();
  [{ id: installationId }] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (1, 'acme', 1, 'Organization') RETURNING id`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const record = (deliveryId: string, payload: unknown, more: Partial<ExternalEvent> = {}) =>
  source.transaction((manager) =>
    recordExternalEvent(manager, {
      source: 'sentry',
      deliveryId,
      type: 'sentry.issue.created',
      installationId,
      integrationId: null,
      payload,
      ...more,
    }),
  );
const queued = async (id: string) =>
  (await source.query('SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid = $1', [`event:${id}`])).length;
const stored = async (id: string) => (await source.query('SELECT * FROM events WHERE id = $1', [id]))[0];

it('records an event masked and queues its work, once for a delivery', async () => {
  // In two parts, so that nobody takes it for a real one.
  const token = `ghp_${'a1B2c3D4e5'.repeat(3)}abcdef`;
  const first = await record('one', { issue: { title: `Leaks ${token}`, text: 'a\0\ud800b' } });
  expect(first.kind).toBe('recorded');
  const row = await stored(first.id);
  expect(row).toMatchObject({
    source: 'sentry',
    event_type: 'sentry.issue.created',
    status: 'pending',
    installation_id: installationId,
    payload: { issue: { text: 'a\ufffd\ufffdb' } },
  });
  expect(JSON.stringify(row)).not.toContain(token);
  expect(await queued(first.id)).toBe(1);
  expect(await record('one', { other: true })).toEqual({ id: first.id, kind: 'duplicate' });
  // Another source has names of its own.
  expect((await record('one', {}, { source: 'linear', type: 'linear' })).kind).toBe('recorded');
});

it('leaves nothing where the transaction of its caller ends badly', async () => {
  const failed = source.transaction(async (manager) => {
    await recordExternalEvent(manager, {
      source: 'sentry',
      deliveryId: 'gone',
      type: 'sentry',
      installationId,
      integrationId: null,
      payload: {},
    });
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await source.query(`SELECT 1 FROM events WHERE delivery_id = 'gone'`)).toEqual([]);
});

it.each([
  ['nested too deep', { payload: nested(50_000) }],
  ['refused by its reader', { read: { refused: 'too many values' } }],
  ['a number that no column holds', { read: { text: Buffer.from(`{"n":1e${'9'.repeat(9)}}`) } }],
])('keeps a row of what is %s, and goes on', async (name, more) => {
  const event = { source: 'sentry', type: 'sentry', installationId, integrationId: null, payload: {}, ...more };
  const { id, kind } = await source.transaction(async (manager) => {
    const done = await recordExternalEvent(manager, { ...event, deliveryId: name });
    // The transaction is still good.
    await manager.query('SELECT 1');
    return done;
  });
  expect(kind).toBe('refused');
  const row = await stored(id);
  expect(row).toMatchObject({ status: 'failed', payload: {} });
  expect(row.error_message).toMatch(/^the payload cannot be stored: /);
  expect(await queued(id)).toBe(0);
  expect((await record(name, {})).kind).toBe('duplicate');
});

it('takes no event that is named as one of GitHub', async () => {
  await expect(record('two', {}, { type: 'pull_request.closed' })).rejects.toThrow(TypeError);
  await expect(record('two', {}, { type: 'sentryfoo' })).rejects.toThrow(TypeError);
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

it('belongs to the repository that it names, by its full name or alone; to none where two have that name', async () => {
  for (const [index, name] of ['acme/shop', 'acme/twice', 'Other/Twice'].entries())
    await source.query(`INSERT INTO repositories (installation_id, github_repo_id, full_name) VALUES ($1, $2, $3)`, [
      installationId,
      70 + index,
      name,
    ]);
  const place = async (repository: string | null) =>
    (await stored((await record(`of ${repository}`, {}, { repository })).id)).github_repository_id;
  expect(await place('acme/shop')).toBe('70');
  expect(await place('SHOP')).toBe('70');
  expect(await place('other/twice')).toBe('72');
  expect([await place('twice'), await place('nobody'), await place(null)]).toEqual([null, null, null]);
  await source.query('UPDATE repositories SET is_active = false WHERE github_repo_id = 72');
  expect(await place('Twice')).toBe('71');
});
