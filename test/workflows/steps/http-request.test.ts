import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { httpRequest } from '../../../src/workflows/steps/http-request.js';
import type { StepContext } from '../../../src/workflows/steps/step-action.js';

let server: Server;
let port = 0;
let heard: { url: string; headers: IncomingHttpHeaders }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push({ url: request.url ?? '', headers: request.headers });
    if (request.url === '/moved') response.writeHead(307, { location: `http://localhost:${port}/elsewhere` }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  ({ port } = server.address() as AddressInfo);
});
beforeEach(() => void (heard = []));
afterAll(() => void server.close());

const contextOf = (executionId: string) =>
  ({
    // Both may lie in a private network; workflows may ask the first only.
    ports: {
      httpHosts: ['127.0.0.1'],
      allowedPrivateHosts: ['127.0.0.1', 'localhost'],
      openSecrets: async () => new Map(),
    },
    run: { executionId, installationId: 1 },
    step: { name: 'call', position: 2 },
    once: async (_: string, { work }: { work(): Promise<unknown> }) => ({ kind: 'done', value: await work() }),
    signal: new AbortController().signal,
  }) as unknown as StepContext;
const configOf = (config: object) => httpRequest.config.parse({ url: `http://127.0.0.1:${port}/`, ...config });

describe('http_request', () => {
  it('never follows a redirect to a host that is not on the list, and tells it no header', async () => {
    const config = configOf({ url: `http://127.0.0.1:${port}/moved`, headers: { 'x-tenant': 'acme' } });
    await expect(httpRequest.run(contextOf('one'), config)).rejects.toThrow(/redirects/);
    expect(heard.map(({ url }) => url)).toEqual(['/moved']);
  });

  it('names the request the same when its run is tried again, and otherwise not', async () => {
    for (const id of ['wf.1:event.2', 'wf.1:event.2:retry.1', 'wf.1:event.2:retry.12', 'wf.1:event.3'])
      await httpRequest.run(contextOf(id), configOf({ method: 'POST' }));
    const keys = heard.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys.slice(0, 3))).toEqual(new Set(['wf.1:event.2:2']));
    expect(keys[3]).toBe('wf.1:event.3:2');
  });

  it.each(['authorization', 'Private-Token', 'x-auth-token', 'api-key', 'X-API-Key', 'x-client-secret'])(
    'takes no %s',
    (name) => {
      const read = httpRequest.config.safeParse({ url: 'https://example.net', headers: { [name]: 'hunter2hunter2' } });
      expect(read.error?.issues[0]?.message).toMatch(/holds credentials/);
    },
  );

  it('takes headers that only sound like it', () => {
    const headers = { 'x-tenant': 'a', 'x-tokens-used': '1', accept: 'text/plain' };
    expect(httpRequest.config.parse({ url: 'https://example.net', headers })).toMatchObject({ headers });
  });

  it('tells a dry run all that would be sent, without credentials', async () => {
    const said = await httpRequest.describe(
      contextOf('one'),
      configOf({
        url: `http://127.0.0.1:${port}/deploy?env=prod&token=hunter2hunter2`,
        method: 'POST',
        headers: { 'x-tenant': 'acme' },
        body: { ref: 'main', password: 'hunter2hunter2' },
      }),
    );
    expect(said).toContain('POST 127.0.0.1/deploy?env=prod&token=');
    expect(said).toContain('x-tenant: acme');
    expect(said).toContain('"ref": "main"');
    expect(said).not.toContain('hunter2');
    expect(heard).toEqual([]);
  });
});
