import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { appOctokit } from '../../src/github/client/app-octokit.js';
import { listDeliveries, redeliver } from '../../src/github/read/list-deliveries.js';
import { failedOnly, reconcileDeliveries } from '../../src/inbox/reconcile-deliveries.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { pem } from '../app-key.js';

const now = new Date('2026-06-10T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

interface Attempt {
  id: number;
  guid: string;
  delivered_at: string;
  status_code: number;
}

let database: TestDatabase;
let source: DataSource;
let server: Server;
let url: string;
let attempts: Attempt[];
let redelivered: number[];
let failAt: ((path: string) => boolean) | null;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  server = createServer((request, response) => {
    const path = request.url ?? '';
    const send = (status: number, body: unknown, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
    if (!request.headers.authorization?.startsWith('Bearer ey')) return send(401, { message: 'no JWT' });
    if (failAt?.(path)) return send(502, { message: 'bad gateway' });
    const again = /deliveries\/(\d+)\/attempts$/.exec(path);
    if (again) {
      redelivered.push(Number(again[1]));
      return send(202, {});
    }
    const from = Number(new URL(path, url).searchParams.get('cursor') ?? 0);
    const next =
      from + 100 < attempts.length ? { link: `<${url}/app/hook/deliveries?cursor=${from + 100}>; rel="next"` } : {};
    send(200, attempts.slice(from, from + 100), next);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  attempts = [];
  redelivered = [];
  failAt = null;
  await source.query('DELETE FROM sync_cursors');
  await source.query('DELETE FROM events');
});
afterEach(() => expect(server.listening).toBe(true));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await source.destroy();
  await database.close();
});

function look(at = now) {
  const octokit = appOctokit({ appId: 1, privateKey: pem, baseUrl: url, pace: null });
  return reconcileDeliveries({
    source,
    listDeliveries: (since) => listDeliveries(octokit, since),
    redeliver: (id) => redeliver(octokit, id),
    now: at,
  });
}

const attempt = (id: number, guid: string, minutes: number, status_code = 502): Attempt => ({
  id,
  guid,
  delivered_at: minutesAgo(minutes).toISOString(),
  status_code,
});

describe('reconcileDeliveries', () => {
  it('A13: asks for all that failed over three pages, oldest first, none older than three days', async () => {
    attempts = Array.from({ length: 250 }, (_, index) => attempt(1000 + index, `g${index}`, index + 1));
    attempts.push(attempt(5000, 'old', 3 * 24 * 60 + 1));
    expect(await look()).toEqual({ failed: 250, redelivered: 250 });
    expect(redelivered).toEqual(Array.from({ length: 250 }, (_, index) => 1249 - index));
  });

  it('A10: asks for nothing that we have, or that came at a later attempt', async () => {
    await source.query(
      `INSERT INTO events (source, event_type, delivery_id, payload) VALUES ('github', 'x', 'received', '{}')`,
    );
    attempts = [
      attempt(3, 'healed', 1, 200),
      attempt(2, 'healed', 5),
      attempt(1, 'received', 6),
      attempt(4, 'lost', 7),
    ];
    expect(await look()).toEqual({ failed: 1, redelivered: 1 });
    expect(redelivered).toEqual([4]);
  });

  it('A14: goes on where it was after a fault, in the list and between two redeliveries', async () => {
    attempts = [attempt(2, 'b', 1), attempt(1, 'a', 2)];
    failAt = (path) => path.endsWith('/2/attempts');
    await expect(look()).rejects.toThrow();
    expect(redelivered).toEqual([1]);
    failAt = (path) => path.includes('deliveries?');
    await expect(look()).rejects.toThrow();
    failAt = null;
    expect(await look(minutesAgo(-10))).toEqual({ failed: 2, redelivered: 2 });
    expect(redelivered).toEqual([1, 1, 2]);
  });

  it('A14: one that GitHub refuses does not hold up the others', async () => {
    attempts = [attempt(2, 'b', 1), attempt(1, 'a', 2)];
    failAt = (path) => path.endsWith('/1/attempts');
    await expect(look()).rejects.toThrow();
    expect(await look()).toEqual({ failed: 1, redelivered: 1 });
    expect(redelivered).toEqual([2]);
  });

  it('looks only at what is new since the last look, with some overlap', async () => {
    attempts = [attempt(1, 'a', 60)];
    await look();
    expect(redelivered).toEqual([1]);
    expect(await look()).toEqual({ failed: 0, redelivered: 0 });
  });

  it('gives an event five attempts, with a longer pause each time, however short the looks and whoever takes them', async () => {
    attempts = [attempt(1, 'a', 1)];
    const asked: number[] = [];
    for (let minute = 0; minute < 7 * 24 * 60; minute += minute < 150 ? 5 : 720) {
      const before = redelivered.length;
      await Promise.all([look(minutesAgo(-minute)), look(minutesAgo(-minute))]);
      if (redelivered.length === before) continue;
      asked.push(minute);
      attempts = [attempt(attempts.length + 1, 'a', -minute - 0.1), ...attempts];
    }
    expect(asked).toEqual([0, 15, 140, 1590]);
    expect(redelivered).toEqual([1, 2, 3, 4]);
    expect(await source.query(`SELECT name FROM sync_cursors WHERE name <> 'deliveries'`)).toEqual([]);
  });

  it('counts what people ask for, and forgets what comes in the end', async () => {
    attempts = [1, 2, 3, 4, 5].map((id) => attempt(id, 'by hand', 60 - id));
    attempts.push(attempt(9, 'late', 70));
    expect(await look()).toEqual({ failed: 1, redelivered: 1 });
    attempts = [attempt(10, 'late', -0.1, 202), ...attempts];
    expect(await look(minutesAgo(-5))).toEqual({ failed: 0, redelivered: 0 });
    attempts = [];
    expect(await look(minutesAgo(-24 * 60))).toEqual({ failed: 0, redelivered: 0 });
    expect(redelivered).toEqual([9]);
  });

  it('tells of each event that failed its newest attempt', () => {
    const of = (id: number, guid: string, minutes: number, statusCode: number) => ({
      id,
      guid,
      deliveredAt: minutesAgo(minutes),
      statusCode,
    });
    expect(failedOnly([of(3, 'a', 1, 500), of(2, 'b', 2, 200), of(1, 'a', 5, 502), of(4, 'b', 9, 500)])).toEqual([
      { guid: 'a', id: 3, attempts: 2, firstAt: minutesAgo(5).toISOString(), lastAt: minutesAgo(1).toISOString() },
    ]);
  });
});
