import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { createGitHubReceiver, type Receiver } from '../../src/receiver.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { longestHold } from '../turns/longest-hold.js';

const MB = 1024 * 1024;
const SECRET = 's'.repeat(32);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** GitHub, in a thread of its own: what it costs to send counts for nobody else. Answers with the status of each. */
const SENDER = `
  const { parentPort } = require('node:worker_threads');
  const { createHmac, randomUUID } = require('node:crypto');
  parentPort.on('message', async ({ url, bodies, secret }) => {
    const statuses = await Promise.all(bodies.map(async (text) => {
      const body = Buffer.from(text);
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'issues',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': 'sha256=' + createHmac('sha256', secret).update(body).digest('hex'),
      };
      const answer = await fetch(url, { method: 'POST', body, headers });
      await answer.arrayBuffer();
      return answer.status;
    }));
    parentPort.postMessage(statuses);
  });
`;

let database: TestDatabase;
let source: DataSource;
let receiver: Receiver;
let server: Server;
let sender: Worker;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'door' });
  await source.initialize();
  receiver = await createGitHubReceiver({
    app: {
      appId: 1,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      webhookSecrets: [SECRET],
    },
    source,
    isWanted: () => false,
    answered: () => undefined,
    log: silent,
    commitTimeoutMs: 60_000,
  });
  server = createServer((request, response) => void receiver.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  sender = new Worker(SENDER, { eval: true });
});
afterAll(async () => {
  await sender.terminate();
  server.closeAllConnections();
  server.close();
  await receiver.close();
  await source.destroy();
  await database.close();
});

/** Bytes that another thread has without a copy: sending must not hold this one. */
function shared(text: string): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(Buffer.byteLength(text)));
  bytes.set(Buffer.from(text));
  return bytes;
}

async function deliver(bodies: readonly Uint8Array[]): Promise<number[]> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`;
  sender.postMessage({ url, bodies, secret: SECRET });
  const [statuses] = (await once(sender, 'message')) as [number[]];
  return statuses;
}

it(
  'the door holds the event loop for less than 50 ms: large deliveries among small ones',
  { timeout: 300_000 },
  async () => {
    const small = Array.from({ length: 50 }, (_unused, index) => shared(`{"action":"labeled","number":${index}}`));
    const text = shared(JSON.stringify({ action: 'opened', text: 'x'.repeat(24 * MB) }));
    const values = shared(`{"commits":[${'{"message":"A commit","id":1},'.repeat(333_000)}{}]}`);
    const statuses: number[] = [];
    const held = await longestHold(async () => {
      statuses.push(...(await deliver([...small, text, values, text, ...small])));
    });
    expect(statuses.filter((status) => status !== 202)).toEqual([]);
    expect(held).toBeLessThan(50);
  },
);
