import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { redact } from '../../../src/access/redact.js';
import { downloadTarball } from '../../../src/github/read/download-tarball.js';
import {
  GitHubLimitedError,
  GitHubTerminalError,
  GitHubTooLargeError,
  GitHubUnavailableError,
} from '../../../src/github/client/github-error.js';
import { limitedUntil } from '../../../src/github/client/limited-until.js';
import { fetchChange } from '../../../src/github/read/fetch-change.js';
import { readBlob } from '../../../src/github/read/read-blob.js';
import { readPull } from '../../../src/github/read/read-pull.js';
import { connect, fakeGitHub, PULL, TARGET, TOKEN, type Answer } from '../fake-github.js';

const PATH = '/repos/acme/shop/pulls/5';
const servers: Server[] = [];

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** Answers the given one by one, then the pull request. */
function script(...answers: Answer[]) {
  return fakeGitHub(({ path }) => (path.startsWith(PATH) ? (answers.shift() ?? undefined) : undefined));
}

function asked(journal: { path: string }[], path = PATH): number {
  return journal.filter((request) => request.path.startsWith(path)).length;
}

describe('token', () => {
  it('S17, D19: is narrowed to the repository and the permissions, and redacted', async () => {
    const journal = script();
    await readPull(await connect(), TARGET);
    expect(journal[0]).toMatchObject({
      path: '/app/installations/9/access_tokens',
      body: { repository_ids: [7], permissions: { contents: 'read' } },
    });
    expect(journal[1]?.authorization).toBe(`token ${TOKEN}`);
    expect(redact(`x ${TOKEN} y`)).not.toContain('ghs_');
  });

  it('D10: is minted once more on 401', async () => {
    const journal = script({ status: 401, body: { message: 'Bad credentials' } });
    await readPull(await connect(), TARGET);
    expect(asked(journal, '/app/installations')).toBe(2);
  });

  it('D10: fails cleanly if it stays refused', async () => {
    const refused = { status: 401, body: { message: 'Bad credentials' } };
    const journal = script(...Array<Answer>(9).fill(refused));
    await expect(readPull(await connect(), TARGET)).rejects.toMatchObject({ reason: 'unauthorized' });
    expect(asked(journal, '/app/installations')).toBe(2);
  });

  it('is asked for again with GitHub’s clock if ours is wrong', async () => {
    const iats: number[] = [];
    const ahead = new Date(Date.now() + 600_000);
    fakeGitHub(({ path, authorization }) => {
      if (!path.endsWith('/access_tokens')) return undefined;
      const payload = Buffer.from(String(authorization).split('.')[1] ?? '', 'base64url').toString();
      iats.push((JSON.parse(payload) as { iat: number }).iat);
      return iats.length === 1
        ? { status: 401, body: { message: 'exp too old' }, headers: { date: ahead.toUTCString() } }
        : undefined;
    });
    await connect();
    expect((iats[1] ?? 0) - (iats[0] ?? 0)).toBeGreaterThan(590);
  });

  it('D10: is renewed before it expires in a long job, and kept until then', async () => {
    const minted: string[] = [];
    let life = 3_600_000;
    const journal = fakeGitHub(({ path }) => {
      if (!path.endsWith('/access_tokens')) return undefined;
      minted.push(`${TOKEN}${minted.length}`);
      return { status: 201, body: { token: minted.at(-1), expires_at: new Date(Date.now() + life).toISOString() } };
    });
    const long = await connect();
    await readPull(long, TARGET);
    await readPull(long, TARGET);
    expect(minted).toHaveLength(1);
    life = 240_000;
    const short = await connect();
    await readPull(short, TARGET);
    expect(minted).toHaveLength(3);
    expect(journal.at(-1)?.authorization).toBe(`token ${minted[2]}`);
  });

  it('D10: waits for a token that GitHub’s replicas do not know yet', async () => {
    const unknown = { status: 401, body: { message: 'Bad credentials' } };
    const journal = script(unknown, unknown, unknown);
    expect((await readPull(await connect(), TARGET)).number).toBe(5);
    expect([asked(journal), asked(journal, '/app/installations')]).toEqual([4, 2]);
  });

  it.each([
    [403, 'This installation has been suspended', 'suspended'],
    [404, 'Not Found', 'not-found'],
  ])('D11: mint answered %d %s', async (status, message, reason) => {
    fakeGitHub(() => ({ status, body: { message } }));
    await expect(connect()).rejects.toMatchObject({ reason });
  });
});

describe('reads', () => {
  it.each([500, 502, 503, 504])('D1: are tried again on %d', async (status) => {
    const journal = script({ status }, { status }, { status });
    expect((await readPull(await connect(), TARGET)).headSha).toBe(PULL.head.sha);
    expect(asked(journal)).toBe(4);
  });

  it('D1: give up after the fourth 5xx', async () => {
    script(...Array<Answer>(5).fill({ status: 502 }));
    await expect(readPull(await connect(), TARGET)).rejects.toBeInstanceOf(GitHubUnavailableError);
  });

  it.each<[string, Answer]>([
    ['an HTML page', { body: '<html>unicorn</html>', headers: { 'content-type': 'text/html' } }],
    ['HTML called JSON', { body: '<html>unicorn</html>' }],
    ['truncated JSON', { body: JSON.stringify(PULL).slice(0, 100) }],
    ['an empty body', { body: '' }],
    ['an array', { body: [] }],
    ['null', { body: null }],
    ['a pull request without head', { body: { ...PULL, head: undefined } }],
  ])('D7: do not believe %s', async (_name, answer) => {
    const journal = script(answer);
    expect((await readPull(await connect(), TARGET)).headSha).toBe(PULL.head.sha);
    expect(asked(journal)).toBe(2);
    nock.cleanAll();
    script(...Array<Answer>(9).fill(answer));
    await expect(readPull(await connect(), TARGET)).rejects.toBeInstanceOf(GitHubUnavailableError);
  });
});

it('D15: takes numbers as text, new fields and values, and announcements of an end', async () => {
  const row = {
    filename: 'a.ts',
    status: 'quantum',
    additions: '1',
    deletions: '0',
    changes: '1',
    extra: {},
    patch: '@@ -0,0 +1 @@\n+a',
  };
  fakeGitHub(({ path }) => {
    const headers = {
      deprecation: 'true',
      sunset: 'Sat, 31 Dec 2033 23:59:59 GMT',
      link: '<https://x>; rel="deprecation"',
    };
    if (path.startsWith(`${PATH}/files`)) return { body: [row], headers };
    const body = {
      ...PULL,
      number: '5',
      changed_files: '1',
      novelty: { a: 1 },
      draft: undefined,
      labels: null,
      user: null,
    };
    return path === PATH ? { body, headers } : undefined;
  });
  const change = await fetchChange(await connect(), TARGET);
  expect(change).toMatchObject({ number: 5, changedFiles: 1, author: 'ghost', draft: false, labels: [] });
  expect(change.files).toMatchObject([{ status: 'modified', additions: 1, unread: null }]);
});

it.each<[string, () => Promise<Response>]>([
  ['no address', () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') }))],
  ['no connection', () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }))],
  [
    'a wrong certificate',
    () => Promise.reject(new TypeError('fetch failed', { cause: new Error('CERT_HAS_EXPIRED') })),
  ],
  ['a proxy that wants a password', async () => Response.json({ message: 'Proxy' }, { status: 407 })],
])('D16: %s is no usable answer, so the step is tried again later', async (_, fetch) => {
  await expect(connect({ fetch })).rejects.toBeInstanceOf(GitHubUnavailableError);
});

it('D2: never sends a write twice', async () => {
  const journal = script({ status: 502 }, { status: 502 });
  const octokit = await connect();
  await expect(octokit.request(`POST ${PATH}/reviews`)).rejects.toBeInstanceOf(GitHubUnavailableError);
  expect(asked(journal)).toBe(1);
});

describe('limits', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  it.each<[Record<string, string>, number]>([
    [{ 'retry-after': '1' }, 1],
    [{ 'retry-after': '3600' }, 3600],
    [{ 'retry-after': 'Tue, 24 Nov 2026 12:05:00 GMT' }, 300],
    [{ 'retry-after': 'soon' }, 60],
    [{ 'retry-after': '-5' }, 60],
    [{}, 60],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now.getTime() / 1000 + 2400) }, 2401],
    [{ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': String(now.getTime() / 1000 + 2400) }, 60],
    [{ 'retry-after': '99999999999999' }, 86_400],
  ])('D3, D4: %j: wait %d s', (headers, seconds) => {
    expect(limitedUntil(headers, now).getTime() - now.getTime()).toBe(seconds * 1000);
  });

  it.each<[string, Answer]>([
    ['429', { status: 429, body: { message: 'slow down' } }],
    ['403 with retry-after', { status: 403, body: { message: 'x' }, headers: { 'retry-after': '30' } }],
    ['403 primary', { status: 403, body: { message: 'API rate limit exceeded' } }],
    ['403 secondary', { status: 403, body: { message: 'You have exceeded a secondary rate limit' } }],
  ])('D3, D4: %s is thrown at once', async (_name, answer) => {
    const journal = script(answer);
    await expect(readPull(await connect(), TARGET)).rejects.toBeInstanceOf(GitHubLimitedError);
    expect(asked(journal)).toBe(1);
  });
});

it.each([
  [403, 'Resource not accessible by integration', 'forbidden'],
  [403, 'Repository was archived so is read-only.', 'archived'],
  [403, 'Unable to create comment because issue is locked.', 'locked'],
  [404, 'Not Found', 'not-found'],
  [410, 'Gone', 'gone'],
  [451, 'Repository access blocked', 'blocked'],
])('D11: %d %s ends with reason %s', async (status, message, reason) => {
  const journal = script({ status, body: { message } });
  const error: unknown = await readPull(await connect(), TARGET).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GitHubTerminalError);
  expect(error).toMatchObject({ reason });
  expect(asked(journal)).toBe(1);
});

describe('over a real connection', () => {
  it('D7: notices an answer cut anywhere', async () => {
    const text = JSON.stringify(PULL);
    for (let tenth = 0; tenth < 10; tenth++) {
      let cuts = 1;
      const { octokit } = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        if (cuts-- > 0) {
          response.write(text.slice(0, (text.length * tenth) / 10));
          setTimeout(() => response.destroy(), 5);
        } else response.end(text);
      });
      expect((await readPull(octokit, TARGET)).headSha).toBe(PULL.head.sha);
    }
  });

  it.each<[string, RequestListener]>([
    ['no headers', () => undefined],
    ['headers, then silence', (_request, response) => void response.writeHead(200).write('{')],
    [
      'one byte now and then',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('D6: ends at the deadline: %s', async (_name, listener) => {
    const { octokit } = await serve(listener);
    const started = performance.now();
    await expect(readPull(octokit, TARGET)).rejects.toThrow('deadline');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('D7: a files page cut anywhere never makes a shorter list', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => ({
      filename: `f${index}.ts`,
      status: 'added',
      additions: 1,
      deletions: 0,
      changes: 1,
      patch: '@@ -0,0 +1 @@\n+a',
    }));
    const text = JSON.stringify(rows);
    for (let tenth = 0; tenth <= 9; tenth++) {
      let cuts = 1;
      const { octokit } = await serve((request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        if (!request.url?.includes('/files')) response.end(JSON.stringify({ ...PULL, changed_files: 40 }));
        else if (cuts-- > 0) {
          response.write(text.slice(0, (text.length * tenth) / 10));
          setTimeout(() => response.destroy(), 5);
        } else response.end(text);
      }, 3000);
      expect((await fetchChange(octokit, TARGET)).files).toHaveLength(40);
    }
  });

  it.each([true, false])(
    'E9: takes no file of 100 MB, asks for it once and keeps memory low (length said: %s)',
    async (said) => {
      let sent = 0;
      let calls = 0;
      const { octokit } = await serve((_request, response) => {
        calls += 1;
        const chunk = Buffer.alloc(1024 ** 2);
        response.writeHead(200, said ? { 'content-length': 100 * chunk.length } : {});
        const more = () => {
          while (sent < 100 * chunk.length && !response.destroyed) {
            sent += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      }, 5000);
      const before = process.memoryUsage().rss;
      await expect(readBlob(octokit, TARGET, 'big.sql', 'abc')).rejects.toBeInstanceOf(GitHubTooLargeError);
      expect(calls).toBe(1);
      expect(sent).toBeLessThan((said ? 20 : 60) * 1024 ** 2);
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
    },
  );

  it.each([301, 302, 307, 308])('D9: follows a %d to the same host', async (status) => {
    const { octokit } = await serve((request, response) => {
      if (request.url === '/moved') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(PULL));
      } else response.writeHead(status, { location: '/moved' }).end();
    });
    expect((await readPull(octokit, TARGET)).number).toBe(5);
  });

  it('D9: takes the token to no other host, and ends a loop', async () => {
    const seen: unknown[] = [];
    const other = await listen((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const { octokit } = await serve((request, response) => {
      const location = request.url?.includes('tarball') || request.url?.includes('pulls') ? other : request.url;
      response.writeHead(302, { location: location ?? '/' }).end();
    });
    await expect(readPull(octokit, TARGET)).rejects.toThrow('another host');
    await expect(downloadTarball(octokit, TARGET, 'abc')).rejects.toThrow('another host');
    await expect(octokit.request('GET /loop')).rejects.toThrow('redirects');
    expect(seen).toEqual([]);
  });

  it('streams a tarball', async () => {
    const { octokit } = await serve((_request, response) => response.writeHead(200).end(Buffer.from([1, 0, 255])));
    const chunks = await (await downloadTarball(octokit, TARGET, 'abc')).toArray();
    expect(Buffer.concat(chunks as Buffer[])).toEqual(Buffer.from([1, 0, 255]));
  });
});

async function serve(listener: RequestListener, deadlineMs = 600) {
  nock.enableNetConnect('127.0.0.1');
  const baseUrl = await listen((request, response) => {
    if (!request.url?.endsWith('/access_tokens')) return listener(request, response);
    const body = { token: TOKEN, expires_at: new Date(Date.now() + 3_600_000).toISOString() };
    return response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { octokit: await connect({ baseUrl, deadlineMs, blobDeadlineMs: deadlineMs }) };
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
