import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startServer, type WebServer } from '../../src/server.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { BACKEND, openDoorsStage, type CallerName, type DoorsStage } from './doors-stage.js';
import { uuidOf } from './plant-place.js';

const REQUEST_MS = 3000;
/** The server looks once a second. */
const LATEST_MS = REQUEST_MS + 5000;
const MB = 1024 * 1024;

let database: TestDatabase;
let stage: DoorsStage;
let server: WebServer;
let dismiss = '';

beforeAll(async () => {
  database = await createTestDatabase();
  const above = new URL(inject('postgresUrl'));
  above.pathname = new URL(database.url).pathname;
  stage = await openDoorsStage({ url: database.url, above: above.href, env: { MCP_SSE: 'true' } });
  const { routes } = stage;
  const receive = async () => false;
  server = await startServer({ host: '127.0.0.1', port: 0, receive, routes, requestTimeoutMs: REQUEST_MS });
  dismiss = `/api/v1/findings/${uuidOf(stage.places.own)}/dismiss`;
});
afterAll(async () => {
  await server.close(0);
  await stage.close();
  await database.close();
});
beforeEach(() => void stage.answered.splice(0));

interface Sent {
  status: number;
  /** Until its first byte, and until the connection was closed. */
  answeredMs: number;
  closedMs: number;
}

interface Slow {
  path: string;
  who: CallerName;
  isChunked: boolean;
  /** Sent at once, before the single bytes. */
  first?: string;
}

/** A POST that goes on with a byte now and then, and never ends its body by itself. */
function sendSlowly({ path, who, isChunked, first = '{' }: Slow): Promise<Sent> {
  const from = performance.now();
  const since = () => Math.round(performance.now() - from);
  const piece = (text: string) => (isChunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text);
  const headers: Record<string, string> = {
    host: new URL(BACKEND).host,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...stage.callers.find(({ name }) => name === who)!.headers,
    ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(first.length + 10_000) }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve) => {
    let [said, answeredMs] = ['', 0];
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${piece(first)}`),
    );
    const timer = setInterval(() => socket.write(piece(' ')), 250);
    socket.on('data', (data) => {
      if (said === '') answeredMs = since();
      said += data.toString('latin1');
    });
    // A write to what was closed is told as an error first.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ status: Number(said.slice(9, 12)), answeredMs, closedMs: since() });
    });
  });
}

/** How long a request of an ordinary person takes, and what it is answered with. */
async function ordinary(
  path: string,
  who: CallerName,
  init: RequestInit = {},
): Promise<{ status: number; ms: number }> {
  const from = performance.now();
  const headers = { ...stage.callers.find(({ name }) => name === who)!.headers, ...(init.headers as object) };
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { ...init, headers });
  await response.arrayBuffer();
  return { status: response.status, ms: performance.now() - from };
}

const both = [false, true];

describe('a body that comes a byte at a time', () => {
  it('is waited for only so long, whoever sends it and whether or not its length is told', async () => {
    const places: [string, CallerName][] = [
      [dismiss, 'writer'],
      [dismiss, 'writer’s token'],
      ['/mcp', 'token mcp'],
      ['/auth/device/token', 'none'],
    ];
    const slow = places.flatMap(([path, who]): Slow[] => both.map((isChunked) => ({ path, who, isChunked })));
    const sent = await Promise.all(slow.map(sendSlowly));
    for (const [nth, { status, answeredMs, closedMs }] of sent.entries()) {
      expect([slow[nth], status]).toEqual([slow[nth], 408]);
      expect(answeredMs).toBeLessThan(LATEST_MS);
      expect(closedMs).toBeLessThan(LATEST_MS);
    }
    // It is no fault of ours, and none of them is forgotten.
    expect(stage.faults).toEqual([]);
    await expect.poll(() => stage.answered.filter(({ route }) => route.endsWith('/dismiss')).length).toBe(4);
    expect(stage.answered.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('is not waited for at all from somebody nobody knows', async () => {
    const places = [dismiss, '/api/v1/nothing', '/mcp', '/mcp/messages?sessionId=none'];
    const callers: CallerName[] = ['none', 'expired token', 'revoked token'];
    const slow = places.flatMap((path): Slow[] =>
      callers.flatMap((who) => both.map((isChunked) => ({ path, who, isChunked }))),
    );
    const sent = await Promise.all(slow.map(sendSlowly));
    for (const [nth, { status, answeredMs, closedMs }] of sent.entries()) {
      expect([slow[nth], status]).toEqual([slow[nth], 401]);
      expect(answeredMs).toBeLessThan(REQUEST_MS);
      expect(closedMs).toBeLessThan(REQUEST_MS);
    }
  });

  it('is refused once it is too large, without a length too', async () => {
    const first = 'x'.repeat(MB + 1);
    for (const [path, who] of [
      [dismiss, 'writer’s token'],
      ['/mcp', 'token mcp'],
      ['/auth/device/token', 'none'],
    ] as const) {
      const { status, answeredMs } = await sendSlowly({ path, who, isChunked: true, first });
      expect([path, status]).toEqual([path, 413]);
      expect(answeredMs).toBeLessThan(REQUEST_MS);
    }
  });
});

describe('two hundred that send slowly', () => {
  it('hold nobody up, find only so much room, and end', async () => {
    const first = `{"padding":"${'x'.repeat(900 * 1024)}`;
    const kinds: Omit<Slow, 'isChunked'>[] = [
      ...Array.from({ length: 120 }, () => ({ path: dismiss, who: 'writer’s token' as const, first })),
      ...Array.from({ length: 40 }, () => ({ path: dismiss, who: 'none' as const, first })),
      ...Array.from({ length: 40 }, () => ({ path: '/mcp', who: 'token mcp' as const })),
    ];
    const ended = Promise.all(kinds.map((kind, nth) => sendSlowly({ ...kind, isChunked: nth % 2 === 0 })));
    const answers: { status: number; ms: number }[] = [];
    let sent: Sent[] | null = null;
    while (sent === null) {
      const headers = { 'content-type': 'application/json' };
      answers.push(await ordinary('/api/v1/findings', 'reader'));
      answers.push(await ordinary(dismiss, 'reader', { method: 'POST', headers, body: '{"reason":"not_a_bug"}' }));
      sent = await Promise.race([ended, new Promise<null>((resolve) => setTimeout(() => resolve(null), 100))]);
    }
    const times = answers.map(({ ms }) => Math.round(ms)).toSorted((a, b) => a - b);
    const [median = 0, slowest = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
    const [large, unknown, small] = [sent.slice(0, 120), sent.slice(120, 160), sent.slice(160)];
    const refused = large.filter(({ status }) => status === 503).length;
    process.stdout.write(
      `${times.length} ordinary ones, median ${median} ms, slowest ${slowest} ms; no room for ${refused} of 120 large ones\n`,
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 403]));
    expect(median).toBeLessThan(1000);
    // 64 MB are there, and a quarter of them for small ones alone.
    for (const { status } of large) expect([408, 503]).toContain(status);
    expect(new Set(unknown.map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(small.map(({ status }) => status))).toEqual(new Set([408]));
    expect(stage.faults).toEqual([]);
  });
});
