import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { appOctokit } from '../../../src/github/client/app-octokit.js';
import { readNewestDelivery } from '../../../src/github/read/read-newest-delivery.js';
import { createReceiver } from '../../../src/inbox/receive.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import { pem } from '../../app-key.js';

const OURS = 'a'.repeat(40);

/** What GitHub knows of one delivery that it signed with `secret` and sent to `answer`. */
async function newest(secret: string, isLogin = false) {
  const receive = createReceiver({
    secrets: [OURS],
    limits: { maxBytes: 10_000, timeoutMs: 5000 },
    deliverTimeoutMs: 5000,
    deliver: () => Promise.resolve(),
    refused: () => undefined,
  });
  const server = createServer((request, response) => {
    if (isLogin) response.writeHead(401, { 'www-authenticate': 'Basic' }).end('Who are you?');
    else void receive(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: secret });
  try {
    sandbox.setWebhookUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`);
    await sandbox.deliver('ping', { zen: 'Speak like a human.' });
    const octokit = appOctokit({ appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, pace: null });
    return await readNewestDelivery(octokit);
  } finally {
    await sandbox.close();
    server.close();
  }
}

it.each([
  ['ours', OURS, false, { isTaken: true, isMistrusted: false }],
  ['another one', 'b'.repeat(40), false, { isTaken: false, isMistrusted: true, status: '401 Unauthorized' }],
  ['ours, where something before us asks for a login', OURS, true, { isTaken: false, isMistrusted: false }],
])('tells by what we answered whether GitHub signs with our secret: %s', async (_, secret, isLogin, found) => {
  expect(await newest(secret, isLogin)).toMatchObject({ event: 'ping', ...found });
});
