import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createByteBudget } from '../../src/inbox/byte-budget.js';
import { createReceiver, type Delivery, type ReceiverPorts } from '../../src/inbox/receive.js';

const SECRETS = ['n'.repeat(32), 'o'.repeat(32)];
const MAX = 64 * 1024;
let server: Server | undefined;
afterEach(() => server?.closeAllConnections());

async function start(
  deliver: (delivery: Delivery) => Promise<void> = async () => {},
  maxBytes = MAX,
  more: Partial<ReceiverPorts> & { timeoutMs?: number } = {},
) {
  const got: Delivery[] = [];
  const receive = createReceiver({
    secrets: SECRETS,
    limits: { maxBytes, timeoutMs: more.timeoutMs ?? 300 },
    deliverTimeoutMs: 200,
    deliver: async (delivery) => {
      await deliver(delivery);
      got.push(delivery);
    },
    refused: () => {},
    ...more,
  });
  const mine = createServer(async (request, response) => {
    if (!(await receive(request, response))) response.writeHead(404).end();
  });
  server = mine;
  await new Promise<void>((resolve) => mine.listen(0, '127.0.0.1', resolve));
  const { port } = mine.address() as AddressInfo;
  return { got, port, url: `http://127.0.0.1:${port}` };
}

const sign = (body: string | Buffer, secret = SECRETS[0] ?? '') =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const headersFor = (body: string | Buffer, over: Record<string, string> = {}) => ({
  'content-type': 'application/json',
  'x-github-event': 'pull_request',
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  'x-hub-signature-256': sign(body),
  ...over,
});

async function post(
  url: string,
  body: string | Buffer,
  over: Record<string, string> = {},
  path = '/api/github/webhooks',
) {
  return (
    await fetch(url + path, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: headersFor(body, over),
    })
  ).status;
}

/** Sends raw bytes and gives the first line of the answer; `then` writes on after the head. */
function raw(port: number, head: string, then?: (write: (text: string) => void) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head);
      then?.((text) => socket.writable && socket.write(text));
    });
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk)).on('error', () => {});
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
  });
}

describe('the receiver', () => {
  it.each(['/api/github/webhooks', '/api/v1/webhooks/github'])('takes a signed delivery at %s', async (path) => {
    const { got, url } = await start();
    expect(await post(url, '{"action":"opened","title":"é\\u0000 \\ud800"}', {}, path)).toBe(202);
    expect(got).toMatchObject([{ name: 'pull_request', payload: { title: 'é\uFFFD \uFFFD' } }]);
  });

  it('takes the signature of either secret and of no other', async () => {
    const { url } = await start();
    expect(await post(url, '{}', { 'x-hub-signature-256': sign('{}', SECRETS[1]) })).toBe(202);
    expect(await post(url, '{}', { 'x-hub-signature-256': sign('{}', 'development') })).toBe(401);
  });

  const good = sign('{}');
  it.each([
    ['B1 sha1', { 'x-hub-signature-256': 'sha1=0000' }, 401],
    ['B1 short', { 'x-hub-signature-256': good.slice(0, -1) }, 401],
    ['B1 upper case', { 'x-hub-signature-256': good.toUpperCase() }, 401],
    ['B1 not hexadecimal', { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }, 401],
    ['B1 two in one', { 'x-hub-signature-256': `${good}, ${good}` }, 401],
    ['B5 a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['B6 __proto__', { 'x-github-event': '__proto__' }, 400],
    ['B6 8 KB', { 'x-github-event': 'a'.repeat(8_000) }, 400],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
    ['an id of SQL', { 'x-github-delivery': "'; DROP TABLE events" }, 400],
  ])('refuses %s', async (_, over, status) => {
    const { got, url } = await start();
    expect(await post(url, '{}', over)).toBe(status);
    expect(got).toEqual([]);
  });

  it.each([
    ['no signature', 'x-hub-signature-256', 401],
    ['no event', 'x-github-event', 400],
    ['no id', 'x-github-delivery', 400],
  ])('refuses a delivery with %s', async (_, name, status) => {
    const { got, url } = await start();
    const headers = Object.fromEntries(Object.entries(headersFor('{}')).filter(([header]) => header !== name));
    const response = await fetch(`${url}/api/github/webhooks`, { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(status);
    expect(got).toEqual([]);
  });

  it('takes the last of two equal keys, as JSON says, and headers it does not know', async () => {
    const { got, url } = await start();
    expect(await post(url, '{"action":"opened","action":"closed"}', { 'x-novelty': 'a'.repeat(4000) })).toBe(202);
    expect(got).toMatchObject([{ payload: { action: 'closed' } }]);
  });

  it.each([' {}', '\uFEFF{}', '{}\r\n', Buffer.from([0x7b, 0xff, 0x7d])])(
    'B2 refuses a body that was encoded anew (%#)',
    async (body) => {
      const { url } = await start();
      expect(await post(url, body, { 'x-hub-signature-256': good })).toBe(401);
    },
  );

  it.each(['', 'null', '5', '"x"', '[]', '{', Buffer.from([0xff])])('refuses the signed body %j', async (body) => {
    const { got, url } = await start();
    expect(await post(url, body)).toBe(400);
    expect(got).toEqual([]);
  });

  it('survives odd objects', async () => {
    const { got, url } = await start();
    for (const body of [
      '{"action":{}}',
      '{"__proto__":{"x":1}}',
      '{"n":1e400}',
      `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    ]) {
      expect([202, 400]).toContain(await post(url, body));
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(got.length).toBeGreaterThanOrEqual(3);
  });

  it('B7 knows no other path and no other method', async () => {
    const { url } = await start();
    for (const path of ['/probot', '/probot/setup', '/probot/import', '/metrics'])
      expect(await post(url, '{}', {}, path)).toBe(404);
    expect((await fetch(`${url}/api/github/webhooks`)).status).toBe(405);
  });

  const head = (length: string) =>
    `POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\n${Object.entries(headersFor(''))
      .map((pair) => pair.join(': '))
      .join('\r\n')}\r\n${length}\r\n\r\n`;

  it('A7 refuses a body that says it is too large before reading it', async () => {
    const { port } = await start();
    expect(await raw(port, head(`content-length: ${MAX + 1}`))).toContain('413');
  });

  it('A7 refuses a chunked body that grows too large', async () => {
    const { port } = await start();
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    expect(await raw(port, head('transfer-encoding: chunked'), (write) => write(chunk.repeat(5)))).toContain('413');
  });

  it('A7 refuses what lies about its length', async () => {
    const { port, got } = await start();
    const answer = await raw(port, head('content-length: 10'), (write) => write('x'.repeat(4 * MAX)));
    expect(answer).toMatch(/ 40[01] /);
    expect(got).toEqual([]);
  });

  it('A7 never holds more than twice the cap of 200 MB that are sent', async () => {
    const cap = 25 * 1024 * 1024;
    const { port } = await start(undefined, cap, { timeoutMs: 10_000 });
    const piece = Buffer.from(`100000\r\n${'x'.repeat(0x100000)}\r\n`);
    const before = process.memoryUsage().rss;
    let [peak, sent] = [before, 0];
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(head('transfer-encoding: chunked'));
        const more = () => {
          peak = Math.max(peak, process.memoryUsage().rss);
          if (sent++ < 200 && socket.writable) socket.write(piece, more);
        };
        more();
      });
      let text = '';
      socket.on('data', (chunk) => (text += chunk)).on('error', () => {});
      socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
    });
    expect(answer).toContain('413');
    expect(sent).toBeLessThan(200);
    expect(peak - before).toBeLessThan(2 * cap);
  });

  it.each([
    ['content-length: 3000000', 3_000_000],
    ['transfer-encoding: chunked', 0],
  ])('refuses what cannot be right before a byte of its body comes (%s)', async (length) => {
    const { port } = await start(undefined, 25 * 1024 * 1024);
    const wrong = head(length).replace(/sha256=\w+/, 'sha256=0');
    expect(await raw(port, wrong)).toContain('401');
    expect(await raw(port, head(length).replace('pull_request', 'Pull'))).toContain('400');
  });

  it('answers 503 before a byte of the body where there is no room for it, and goes on when there is', async () => {
    let finish: (() => void) | null = null;
    const deliver = async () => {
      if (finish === null) await new Promise<void>((resolve) => (finish = resolve));
    };
    const budget = createByteBudget({ total: 4_000_000, keptForSmall: 1_000_000 });
    const { url, port } = await start(deliver, 25 * 1024 * 1024, { budget, deliverTimeoutMs: 100 });
    const large = JSON.stringify({ text: 'x'.repeat(2_900_000) });
    // Answered already, but still held by what stores it.
    expect(await post(url, large)).toBe(503);
    expect(await raw(port, head('content-length: 300000'))).toContain('503');
    const [answer, small] = await Promise.all([
      fetch(`${url}/api/github/webhooks`, { method: 'POST', body: large, headers: headersFor(large) }),
      raw(port, head('content-length: 2'), (write) => write('{}')),
    ]);
    expect({ status: answer.status, retryAfter: answer.headers.get('retry-after') }).toEqual({
      status: 503,
      retryAfter: '60',
    });
    expect(small).toContain('401');
    (finish as (() => void) | null)?.();
    expect(await post(url, large)).toBe(202);
  });

  it('counts a chunked body as it comes, and gives its room back when it breaks off', async () => {
    const budget = createByteBudget({ total: 2_000_000, keptForSmall: 0 });
    const { url, port } = await start(undefined, 25 * 1024 * 1024, { budget });
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    expect(await raw(port, head('transfer-encoding: chunked'), (write) => write(chunk.repeat(2)))).toContain('503');
    expect(await raw(port, head('transfer-encoding: chunked'), (write) => write(chunk))).toContain('408');
    expect(await post(url, JSON.stringify({ text: 'x'.repeat(1_900_000) }))).toBe(202);
  });

  it('shows its answer to a sender that is still sending', async () => {
    const { url } = await start(undefined, 25 * 1024 * 1024, {
      budget: createByteBudget({ total: 1000, keptForSmall: 0 }),
    });
    const body = Buffer.alloc(24 * 1024 * 1024, 'x');
    const statuses = await Promise.all(Array.from({ length: 10 }, () => post(url, body)));
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 503));
  });

  it.each([
    ['stalls', () => {}],
    ['comes a byte at a time', (write: (text: string) => void) => void setInterval(() => write(' '), 50).unref()],
  ])('A8 answers 408 to 500 whose body %s, never 202, and takes others meanwhile', async (_, trickle) => {
    const { port, got, url } = await start();
    const slow = Array.from({ length: 500 }, () =>
      raw(port, head('content-length: 1000'), (write) => {
        write('{');
        trickle(write);
      }),
    );
    expect(await post(url, '{}')).toBe(202);
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    expect(got).toHaveLength(1);
  });

  it.each([
    ['A4 fails', () => Promise.reject(new Error('no database'))],
    ['A5 hangs', () => new Promise<void>(() => {})],
  ])('answers 503 when recording %s', async (_, deliver) => {
    const { url } = await start(deliver);
    expect(await post(url, '{}')).toBe(503);
  });
});
