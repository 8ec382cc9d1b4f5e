import { randomUUID } from 'node:crypto';
import { createMcpHandler, type McpRequestContext } from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { clientAddress } from '../api/door/client-address.js';
import { knownProblem } from '../api/door/known-problem.js';
import type { OpenStreams } from '../api/door/open-streams.js';
import { Problem, problemResponse } from '../api/door/problem.js';
import { createBodyRoom, takeBody } from '../api/door/take-body.js';
import type { Log } from '../workflows/ports.js';
import { admitCaller, METADATA_PATH, resourceMetadata, type AdmitPorts } from './admit-caller.js';
import type { OpenSession } from './define-tool.js';
import { openSession, type McpPorts } from './mcp-session.js';
import { serverFor } from './server-for.js';
import { sseRoutes, withoutSse, type SsePorts } from './sse/sse-routes.js';
import { skillText } from './skill.js';

/** What the server needs of the rest. */
export interface McpServerPorts extends McpPorts, AdmitPorts {
  log: Log;
  /** Whether clients of 2024-11-05 are served too: they hold a session in this process. */
  sse?: boolean;
  sseTimes?: SsePorts['times'];
  openStreams: OpenStreams;
}

/**
 * The door for other agents: `POST /mcp` in both eras of the protocol, a new server for each request. Only bearer tokens
 * with the scope `mcp` come in, from hosts and origins that are ours. `makeServer` says what is offered.
 */
export function mcpRoutes(ports: McpServerPorts, makeServer = serverFor): Hono {
  const { addresses, log, openStreams } = ports;
  const room = createBodyRoom();
  const handler = createMcpHandler((context) => makeServer(sessionsOfRequest(ports, context), log), {
    onerror: (error) => log.debug({ err: error }, 'a request over MCP was refused'),
  });
  const routes = new Hono();
  for (const path of [METADATA_PATH, '/.well-known/oauth-protected-resource'])
    routes.get(path, (context) => context.json(resourceMetadata(addresses)));
  routes.get('/skill.md', (context) =>
    context.body(skillText(addresses.backend), 200, { 'content-type': 'text/markdown; charset=utf-8' }),
  );
  routes.on(['GET', 'POST', 'DELETE'], '/mcp', async (context) => {
    const { raw } = context.req;
    const caller = await admitCaller(ports, raw);
    if (caller instanceof Response) return caller;
    const { request, release } = await takeBody(raw, room);
    const extra = { caller, ip: clientAddress(context) };
    const authInfo = { token: 'checked', clientId: caller.login, scopes: [...caller.scopes], extra };
    return handler.fetch(request, { authInfo }).finally(release);
  });
  const admit = (request: Request) => admitCaller(ports, request);
  const serve = (caller: Caller, ip: string | null) =>
    makeServer(async (how) => openSession(ports, { caller, ip }, how), log);
  routes.route(
    '/',
    ports.sse === true ? sseRoutes({ admit, serve, room, openStreams, times: ports.sseTimes }) : withoutSse(),
  );
  routes.onError((error) => {
    const requestId = randomUUID();
    const known = knownProblem(error);
    if (known === null) log.error({ err: error, requestId }, 'a request over MCP failed');
    else log.debug({ err: error, requestId }, 'a request over MCP was refused');
    return problemResponse(known ?? new Problem(500, 'Something went wrong here.'), requestId);
  });
  return routes;
}

/** A batch holds several calls: the first is counted at the door, the others here. */
function sessionsOfRequest(ports: McpServerPorts, { authInfo }: McpRequestContext): OpenSession {
  const { caller, ip } = authInfo?.extra ?? {};
  if (!isCaller(caller)) throw new Error('a request over MCP came without a caller');
  let calls = 0;
  return async (how) => {
    const session = openSession(ports, { caller, ip: typeof ip === 'string' ? ip : null }, how);
    calls += 1;
    if (calls > 1) await session.count('all');
    return session;
  };
}

function isCaller(value: unknown): value is Caller {
  return z.object({ userId: z.int(), scopes: z.instanceof(Set) }).safeParse(value).success;
}
