import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createReceiver, type Delivery } from '../../src/inbox/receive.js';
import { startSmee } from '../../src/operations/smee.js';
import { startSmeeChannel } from '../e2e/smee-channel.js';

const secret = 's'.repeat(32);
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A channel, the real receiver behind it, and what came through. */
async function stage() {
  const delivered: Delivery[] = [];
  const statuses: number[] = [];
  const errors: string[] = [];
  const receive = createReceiver({
    secrets: [secret],
    limits: { maxBytes: 1_000_000, timeoutMs: 10_000 },
    deliverTimeoutMs: 5000,
    deliver: async (delivery) => void delivered.push(delivery),
    refused: () => undefined,
  });
  const server = createServer((request, response) => {
    response.once('finish', () => statuses.push(response.statusCode));
    void receive(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const channel = await startSmeeChannel();
  closing.push(() => channel.close());
  const smee = await startSmee({
    source: channel.url,
    target: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`,
    log: { info: () => undefined, error: (_, message) => void errors.push(message) },
  });
  closing.push(() => smee.stop());
  return { channel, delivered, statuses, errors };
}

function post(url: string, id: string, bytes: string, key = secret): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: bytes,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`,
    },
  });
}

describe('startSmee', () => {
  it.each([
    ['text of all scripts', JSON.stringify({ title: 'Exportación 日本語 🍏 \u2028 "q" <b> \\ /' })],
    ['upper-case escapes, as GitHub writes terminal colours', '{"title":"\\u001B[34mblue\\u001B[0m \\n"}'],
    ['a backslash before what looks like an escape', '{"title":"C:\\\\u001b \\u001B"}'],
  ])('brings %s to the receiver with a signature that fits', async (_, bytes) => {
    const { channel, delivered, errors } = await stage();
    await post(channel.url, '0b7e1f80-0000-11ee-8000-000000000001', bytes);
    await expect.poll(() => delivered.length).toBe(1);
    expect(delivered[0]).toMatchObject({ name: 'pull_request', payload: JSON.parse(bytes) as object });
    expect(errors).toEqual([]);
  });

  it.each([
    ['a wrong secret', '{"a":1}', 'x'.repeat(32)],
    ['bytes that cannot be found again', '{ "a": 1.0 }', secret],
  ])('delivers nothing with %s, and says so', async (_, bytes, key) => {
    const { channel, delivered, errors, statuses } = await stage();
    await post(channel.url, '0b7e1f80-0000-11ee-8000-000000000002', bytes, key);
    await expect.poll(() => errors).toEqual([expect.stringContaining('WEBHOOK_SECRET')]);
    expect(delivered).toEqual([]);
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  it('leaves out what is no delivery and goes on', async () => {
    const { channel, delivered, errors } = await stage();
    await fetch(channel.url, { method: 'POST', body: '{"hello":1}' });
    await expect.poll(() => errors).toHaveLength(1);
    await post(channel.url, '0b7e1f80-0000-11ee-8000-000000000003', '{"a":1}');
    await expect.poll(() => delivered.length).toBe(1);
  });

  it('names the variable where no channel answers', async () => {
    const log = { info: () => undefined, error: () => undefined };
    await expect(startSmee({ source: 'http://127.0.0.1:1/none', target: 'http://127.0.0.1:1', log })).rejects.toThrow(
      'WEBHOOK_PROXY_URL',
    );
  });
});

it('a round trip through JSON keeps compact JSON of ordinary payloads byte for byte', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.stringMatching(/^[a-z_]{1,12}$/),
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger()),
      ),
      (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(timingSafeEqual(bytes, Buffer.from(JSON.stringify(JSON.parse(bytes.toString()))))).toBe(true);
      },
    ),
  );
});
