import { createHash, createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../src/database/data-source.js';
import { createGitHubReceiver, type Receiver } from '../src/receiver.js';
import { createTestDatabase, type TestDatabase } from './database/test-database.js';
import { pem } from './app-key.js';

const SECRETS = ['n'.repeat(32), 'o'.repeat(32)];
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let database: TestDatabase;
let source: DataSource;
let receiver: Receiver;
let server: Server;
beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  receiver = await createGitHubReceiver({
    app: {
      appId: 1,
      privateKey: pem,
      webhookSecrets: SECRETS,
    },
    source,
    isWanted: (eventType) => eventType === 'pull_request.opened',
    answered: () => undefined,
    log: silent,
  });
  server = createServer((request, response) => void receiver.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await receiver.close();
  await source.destroy();
  await database.close();
});

async function post(id: string, name: string, body: Buffer, secret = SECRETS[0] ?? ''): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  });
  return answer.status;
}

describe('createGitHubReceiver', () => {
  it.each([
    ['pull_request', '{ "action" : "opened", "number": 1.0, "title": "\\u00e9\\n" }', 'pending'],
    ['installation', '{"action":"suspend","installation":{"id":7}}', 'ignored'],
    ['event_of_next_year', '{"action":"opened"}', 'ignored'],
    ['push', '{"ref":"\\u0000 \\ud800"}', 'pending'],
  ])('stores a %s once, with the hash of the bytes that came', async (name, text, status) => {
    for (const secret of SECRETS)
      expect(await post(`id-of-${name.replaceAll('_', '-')}`, name, Buffer.from(text), secret)).toBe(202);
    const rows: { payload: unknown }[] = await source.query(
      `SELECT payload, payload_sha256, status, (SELECT count(*)::int FROM dbos.workflow_status w WHERE w.workflow_uuid = 'event:' || e.id) AS queued
         FROM events e WHERE delivery_id = $1`,
      [`id-of-${name.replaceAll('_', '-')}`],
    );
    const payload = JSON.parse(text.replace(/\\u0000|\\ud800/g, '\\ufffd')) as unknown;
    const payload_sha256 = createHash('sha256').update(text).digest('hex');
    expect(rows).toEqual([{ payload, payload_sha256, status, queued: status === 'pending' ? 1 : 0 }]);
  });

  it('stores what is nested too deep for PostgreSQL once, as failed, and takes it', async () => {
    const text = `{"action":"opened","deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    for (const _ of [1, 2]) expect(await post('deep', 'pull_request', Buffer.from(text))).toBe(202);
    const rows: unknown[] = await source.query(
      `SELECT payload, status, payload_sha256 FROM events WHERE delivery_id = 'deep'`,
    );
    const payload_sha256 = createHash('sha256').update(text).digest('hex');
    expect(rows).toEqual([{ payload: {}, status: 'failed', payload_sha256 }]);
  });
});
