import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch, type OutboundSettings } from '../../../src/access/outbound/guarded-fetch.js';

interface Local {
  url: string;
  seen: { url: string; method: string; headers: IncomingMessage['headers']; body: string }[];
  close(): Promise<void>;
}

let servers: Local[] = [];
beforeEach(() => (servers = []));
afterEach(() => Promise.all(servers.map(({ close }) => close())));

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Local> {
  const seen: Local['seen'] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', method: request.method ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const local: Local = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  servers.push(local);
  return local;
}

const redirectTo = (location: () => string, status = 302) =>
  serve((_, response) => response.writeHead(status, { location: location() }).end());

const guarded = (over: Partial<OutboundSettings> = {}) =>
  createGuardedFetch({ allowedPrivateHosts: [], mostBytes: 1000, deadlineMs: 5000, ...over });

const REFUSED = { name: 'OutboundRefusedError' };

describe('createGuardedFetch', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.100.100.200/',
    'https://[fd00:ec2::254]/',
    'https://10.0.0.1/',
    'https://192.168.0.1/',
    'https://172.16.0.1/',
    'https://0.0.0.0/',
    'https://localhost/',
    'https://LOCALHOST./',
    'http://1.1.1.1/',
    'https://me:secret@1.1.1.1/',
    'file:///etc/passwd',
    'ftp://1.1.1.1/',
  ])('I3: refuses %s', async (url) => {
    const error: unknown = await guarded()(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(REFUSED);
    expect(String(error)).not.toMatch(/secret|meta-data|passwd/);
  });

  it.each([
    [['10.0.0.1']],
    [['::1']],
    [['8.8.8.8', '127.0.0.1']],
    [['2606:4700::1111', '::ffff:169.254.169.254']],
    [[]],
  ])('I3: refuses a name with the addresses %j', async (addresses) => {
    const fetch = guarded({ resolve: async () => addresses });
    await expect(fetch('https://tracker.example/')).rejects.toMatchObject(REFUSED);
  });

  it('I3: connects to the address that was checked, whatever the name leads to a moment later', async () => {
    const connections: string[] = [];
    const listener = createTcpServer((socket) => {
      connections.push(socket.localAddress ?? '');
      socket.destroy();
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const asked: string[] = [];
    const fetch = guarded({
      resolve: async (host) => {
        asked.push(host);
        return answers.shift() ?? [];
      },
      // Stands for the public one: a test asks nobody outside of this machine.
      isRefused: (address) => address !== '127.0.0.1',
    });
    const url = `https://rebinding.example:${(listener.address() as AddressInfo).port}/`;
    try {
      await expect(fetch(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(asked).toEqual(['rebinding.example']);
      expect(connections).toEqual(['127.0.0.1']);
      await expect(fetch(url)).rejects.toMatchObject(REFUSED);
      expect(connections).toHaveLength(1);
    } finally {
      await new Promise((done) => listener.close(done));
    }
  });

  it('asks what the operator has set as it stands, and nothing else there', async () => {
    const local = await serve((_, response) => response.end('well'));
    const fetch = guarded({ trustedUrl: `${local.url}/mcp` });
    expect(await (await fetch(`${local.url}/mcp`)).text()).toBe('well');
    await expect(fetch(`${local.url}/admin`)).rejects.toMatchObject(REFUSED);
    expect(local.seen.map(({ url }) => url)).toEqual(['/mcp']);
  });

  it('I3: follows no redirect of it into a private network', async () => {
    const inside = await serve((_, response) => response.end('metadata'));
    for (const location of [
      'http://169.254.169.254/latest/',
      'https://169.254.169.254/latest/',
      inside.url,
      'https://[::1]/',
      'file:///etc/passwd',
    ]) {
      const outside = await redirectTo(() => location);
      await expect(guarded({ trustedUrl: `${outside.url}/mcp` })(`${outside.url}/mcp`)).rejects.toMatchObject(REFUSED);
    }
    expect(inside.seen).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('I3: takes no credentials to another host (%i)', async (status) => {
    const other = await serve((_, response) => response.end('read'));
    const first = await redirectTo(() => `${other.url}/next`, status);
    const fetch = guarded({ allowedPrivateHosts: ['127.0.0.1'] });
    const own = {
      authorization: 'Bearer t',
      cookie: 'a=b',
      'mcp-session-id': 's',
      'dd-api-key': 'k',
      'x-api-key': 'k',
    };
    const headers = { ...own, accept: 'text/plain' };
    expect(await (await fetch(first.url, { headers })).text()).toBe('read');
    expect(first.seen[0]?.headers).toMatchObject(headers);
    expect(other.seen).toMatchObject([{ url: '/next', method: 'GET', headers: { accept: 'text/plain' } }]);
    for (const name of Object.keys(own)) expect(other.seen[0]?.headers).not.toHaveProperty(name);
    const post = fetch(first.url, { method: 'POST', headers, body: '{"q":"ENG-1"}' });
    if (status < 304) await post;
    else await expect(post).rejects.toMatchObject(REFUSED);
    expect(other.seen.map(({ body }) => body).join('')).toBe('');
  });

  it('follows three redirects, not four, and none where none is wanted', async () => {
    let left = 3;
    const local: Local = await serve((_, response) =>
      left-- > 0 ? response.writeHead(307, { location: '/again' }).end() : response.end('there'),
    );
    const fetch = guarded({ allowedPrivateHosts: ['127.0.0.1'] });
    const sent = await fetch(local.url, { method: 'POST', body: 'kept' });
    expect(await sent.text()).toBe('there');
    expect(local.seen.map(({ body }) => body)).toEqual(['kept', 'kept', 'kept', 'kept']);
    left = 4;
    await expect(fetch(local.url)).rejects.toThrow('more than 3 times');
    left = 1;
    expect((await fetch(local.url, { redirect: 'manual' })).status).toBe(307);
    left = 1;
    await expect(fetch(local.url, { redirect: 'error' })).rejects.toMatchObject(REFUSED);
  });

  it('reads no more than it may', async () => {
    const local = await serve((_, response) => {
      response.write('x'.repeat(1000));
      setImmediate(() => response.write('y'));
    });
    const answer = await guarded({ trustedUrl: `${local.url}/` })(`${local.url}/`);
    await expect(answer.text()).rejects.toMatchObject(REFUSED);
  });

  it.each([
    ['no answer', () => undefined],
    ['half an answer', (_: IncomingMessage, response: ServerResponse) => void response.write('half')],
  ])('waits no longer than its deadline for %s', async (_, answer) => {
    const local = await serve(answer);
    const fetch = guarded({ trustedUrl: `${local.url}/`, deadlineMs: 100 });
    await expect(fetch(`${local.url}/`).then((response) => response.text())).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('ends with the signal of who asks, and survives an answer that nobody reads', async () => {
    const local = await serve((_, response) => void response.write('half'));
    const fetch = guarded({ trustedUrl: `${local.url}/`, deadlineMs: 50 });
    await fetch(`${local.url}/`);
    const controller = new AbortController();
    const asked = fetch(`${local.url}/`, { signal: controller.signal });
    controller.abort(new Error('not wanted any more'));
    await expect(asked).rejects.toThrow('not wanted any more');
    await expect.poll(() => local.seen.length).toBeGreaterThan(0);
  });

  it('refuses an answer that is packed', async () => {
    const local = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('bomb'));
    await expect(guarded({ trustedUrl: `${local.url}/` })(`${local.url}/`)).rejects.toMatchObject(REFUSED);
  });
});
