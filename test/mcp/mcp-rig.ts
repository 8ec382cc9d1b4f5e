import { serve } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createOpenStreams } from '../../src/api/door/open-streams.js';
import type { Scope } from '../../src/access/caller.js';
import type { Access } from '../../src/access/tenancy/access.js';
import { createToken } from '../../src/access/tokens/create-token.js';
import { authenticate } from '../../src/api/auth/authenticate.js';
import { createDataSource } from '../../src/database/data-source.js';
import { openGraph } from '../../src/graph/open-graph.js';
import { mcpRoutes, type McpServerPorts } from '../../src/mcp/create-mcp.js';
import { createTestDatabase } from '../database/test-database.js';

export type McpRig = Awaited<ReturnType<typeof openMcpRig>>;

/** The MCP server over real HTTP, with real tokens, on a database of its own; who sees what is said by `sees`. */
export async function openMcpRig(ports: Partial<McpServerPorts> = {}, makeServer?: Parameters<typeof mcpRoutes>[1]) {
  const database = await createTestDatabase();
  const system = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  const source = createDataSource({ url: database.url, poolSize: 8, applicationName: 'test mcp', scope: 'tenant' });
  await Promise.all([system.initialize(), source.initialize()]);
  const graph = await openGraph({ neo4j: null } as never, system);
  const errors: unknown[] = [];
  const quiet = () => undefined;
  const seen = new Map<number, Access | (() => Promise<Access>)>();
  const addresses = { backend: 'https://nectr.example.com', frontend: 'https://app.example.com' };
  const secretKeys: [string] = ['a secret of the test that is long enough'];
  const openStreams = createOpenStreams();
  const served: McpServerPorts = {
    source,
    graph,
    addresses,
    log: { debug: quiet, info: quiet, warn: quiet, error: (fields) => errors.push(fields) },
    authenticate: (request) => authenticate({ source, secretKeys, addresses }, request),
    readAccess: async (userId) => {
      const access = seen.get(userId) ?? { installations: [] };
      return typeof access === 'function' ? access() : access;
    },
    githubUrl: 'https://github.com',
    openStreams,
    limits: { all: 1_000_000, starting: 1_000_000, runs: 1_000_000 },
    ...ports,
  };
  const routes = mcpRoutes(served, makeServer);
  const server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    routes,
    system,
    source,
    graph,
    addresses,
    secretKeys,
    openStreams,
    origin,
    /** What was logged as an error of ours. */
    errors,
    sees: (userId: number, access: Access | (() => Promise<Access>)) => void seen.set(userId, access),
    token: async (userId: number, scopes: readonly Scope[]) =>
      (await createToken(system, { userId, name: 'agent', scopes, days: 1 })).token,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await graph.close();
      await Promise.all([system.destroy(), source.destroy()]);
      await database.close();
    },
  };
}

/** A client of the v2 SDK that is connected. `pin`: only this revision; else it finds out. */
export async function connect(origin: string, token: string, pin?: '2026-07-28' | 'legacy'): Promise<Client> {
  const mode = pin === undefined ? 'auto' : pin === 'legacy' ? 'legacy' : { pin };
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', origin), { requestInit: { headers } }));
  return client;
}

/** One POST as a program without a library sends it. */
export function post(
  origin: string,
  body: unknown,
  headers: Record<string, string> = {},
  more: RequestInit = {},
): Promise<Response> {
  return fetch(new URL('/mcp', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
}
