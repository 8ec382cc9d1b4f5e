import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { command } from '../../src/commands/api.js';
import { storeLogin } from '../../src/commands/login/stored-login.js';

const asked: { method: string | undefined; url: string; token: string | undefined; body: string }[] = [];
let server: Server;
let address: string;
let folder: string;
let [out, err] = ['', ''];

/** Three pages of one item; a refusal; a change. */
const answer = (url: string): [number, unknown] => {
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (pathname === '/api/v1/reviews') {
    const at = Number(searchParams.get('cursor') ?? 1);
    return [200, { items: [`review ${at}`], next_cursor: at < 3 ? String(at + 1) : null }];
  }
  if (pathname === '/api/v1/none') return [204, null];
  if (pathname.startsWith('/api/v1/findings') || pathname === '/health') return [200, { state: 'dismissed' }];
  return [404, { title: 'Not found', detail: 'There is no such review, or you cannot see it.' }];
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = request.url ?? '';
      asked.push({ method: request.method, url, token: request.headers.authorization, body });
      if (url === '/api/v1/stream') {
        // It does not end by itself: the second part comes later.
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: scan.updated\n');
        setTimeout(() => response.destroy(), 50);
        return;
      }
      const [status, told] = answer(url);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(told === null ? undefined : JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const env = () => ({ XDG_CONFIG_HOME: folder });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-api-'));
  storeLogin(env(), { server: address, token: 'nectr_stored', login: 'ada' });
  asked.length = 0;
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((err += String(chunk)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

describe('nectr api', () => {
  it('prints what a live stream says as it comes', async () => {
    await command.run(['/stream'], env());
    expect([out, process.exitCode]).toEqual(['event: scan.updated\n', 1]);
    expect(err).toContain('ended the stream');
  });

  it('asks where this machine is signed in, and prints JSON', async () => {
    await command.run(['/reviews?limit=5'], env());
    expect(JSON.parse(out)).toEqual({ items: ['review 1'], next_cursor: '2' });
    expect(asked).toMatchObject([{ method: 'GET', url: '/api/v1/reviews?limit=5', token: 'Bearer nectr_stored' }]);
    await command.run(['GET', '/health'], env());
    expect(asked[1]).toMatchObject({ url: '/health' });
  });

  it('reads a list to its end', async () => {
    await command.run(['GET', '/reviews?limit=1', '--all'], env());
    expect(JSON.parse(out)).toEqual({ items: ['review 1', 'review 2', 'review 3'], next_cursor: null });
    expect(asked.map(({ url }) => url)).toEqual([
      '/api/v1/reviews?limit=1',
      '/api/v1/reviews?limit=1&cursor=2',
      '/api/v1/reviews?limit=1&cursor=3',
    ]);
    await command.run(['/findings', '--all'], env());
    expect([err, process.exitCode]).toEqual(['nectr api: this is no list: leave --all away\n', 1]);
  });

  it('sends a body, by POST unless told; an answer without one prints nothing', async () => {
    await command.run(['/findings/7/dismiss', '--data', '{"reason":"intentional"}'], env());
    await command.run(['DELETE', '/none'], env());
    expect(asked).toMatchObject([
      { method: 'POST', url: '/api/v1/findings/7/dismiss', body: '{"reason":"intentional"}' },
      { method: 'DELETE', url: '/api/v1/none', body: '' },
    ]);
    expect(JSON.parse(out)).toEqual({ state: 'dismissed' });
  });

  it('says what the server says of what it does not do, and ends with 1', async () => {
    await command.run(['/reviews/none'], env());
    expect([out, err, process.exitCode]).toEqual([
      '',
      'nectr api: There is no such review, or you cannot see it.\n',
      1,
    ]);
  });

  it('gives the stored token to no other server; NECTR_TOKEN goes to the one that is named', async () => {
    const other = address.replace('127.0.0.1', 'localhost');
    await command.run(['/reviews', '--server', other], env());
    expect([process.exitCode, asked]).toEqual([2, []]);
    expect(err).toContain(`no token for ${other}`);
    await command.run(['/reviews', '--server', address], { ...env(), NECTR_TOKEN: 'nectr_given' });
    expect(asked).toMatchObject([{ token: 'Bearer nectr_given' }]);
  });

  it.each([
    [['/reviews', '--server', 'http://nectr.example.com'], 'use https://'],
    [['reviews'], 'begins with a slash'],
    [['FETCH', '/reviews'], 'a method is one of'],
    [['/reviews', '--data', 'x'], '--data takes a JSON object'],
    [['POST', '/reviews', '--all'], '--all is for lists'],
    [[], 'a path is missing'],
  ])('refuses %j', async (args, reason) => {
    await command.run(args, env());
    expect([process.exitCode, asked]).toEqual([2, []]);
    expect(err).toContain(reason);
  });

  it.each(['//evil.example/x', '/@evil.example', '/\\evil.example', '/../../x'])(
    'stays on its server: %s',
    async (path) => {
      await command.run([path], env());
      expect(asked).toHaveLength(1);
    },
  );
});
