import { randomBytes } from 'node:crypto';
import { parseJSONRPCMessage, type JSONRPCMessage, type McpServer } from '@modelcontextprotocol/server';
import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Caller } from '../../access/caller.js';
import { clientAddress } from '../../api/door/client-address.js';
import type { OpenStreams } from '../../api/door/open-streams.js';
import { Problem } from '../../api/door/problem.js';
import { takeBody, type BodyRoom } from '../../api/door/take-body.js';
import { createSseTransport, type SseTransport } from './sse-transport.js';

const MOST_SESSIONS = 100;
const MOST_OF_ONE = 5;
const HEARTBEAT_MS = 15_000;
/** A session that nobody asks anything ends. */
const IDLE_MS = 15 * 60_000;

export interface SsePorts {
  /** Who sends a request, or the answer to nobody we let in. */
  admit(request: Request): Promise<Caller | Response>;
  /** A server for the calls of one session. */
  serve(caller: Caller, ip: string | null): McpServer;
  room: BodyRoom;
  openStreams: OpenStreams;
  times?: { heartbeatMs?: number; idleMs?: number };
}

interface Session {
  caller: Caller;
  transport: SseTransport;
  /** Begins the time anew after which it ends. */
  heard(): void;
}

/**
 * `GET /mcp/sse` and `POST /mcp/messages`: HTTP+SSE of revision 2024-11-05, for clients that know nothing newer. A
 * session lives in this process and belongs to the token that opened it; each message is let in anew.
 */
export function sseRoutes({ admit, serve, room, openStreams, times = {} }: SsePorts): Hono {
  const { heartbeatMs = HEARTBEAT_MS, idleMs = IDLE_MS } = times;
  const sessions = new Map<string, Session>();
  const routes = new Hono();

  routes.get('/mcp/sse', async (context) => {
    const caller = await admit(context.req.raw);
    if (caller instanceof Response) return caller;
    refuseMore([...sessions.values()], caller);
    const id = randomBytes(32).toString('base64url');
    const server = serve(caller, clientAddress(context));
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const idle = setTimeout(() => end(), idleMs);
    context.header('X-Accel-Buffering', 'no');
    return streamSSE(context, async (stream) => {
      stream.onAbort(end);
      const forget = openStreams.add(end);
      const transport = createSseTransport({ write: (data) => stream.writeSSE({ event: 'message', data }), end });
      sessions.set(id, { caller, transport, heard: () => void idle.refresh() });
      const heartbeat = setInterval(() => void stream.write(': still here\n\n').catch(end), heartbeatMs);
      try {
        await server.connect(transport);
        await stream.writeSSE({ event: 'endpoint', data: `/mcp/messages?sessionId=${id}` });
        await ended;
      } finally {
        sessions.delete(id);
        forget();
        clearTimeout(idle);
        clearInterval(heartbeat);
        await server.close();
      }
    });
  });

  routes.post('/mcp/messages', async (context) => {
    const caller = await admit(context.req.raw);
    if (caller instanceof Response) return caller;
    const session = sessions.get(context.req.query('sessionId') ?? '');
    if (session === undefined || session.caller.tokenId !== caller.tokenId)
      return refused(context, 404, -32_001, 'There is no such session of yours: open one at GET /mcp/sse.');
    const { request, release } = await takeBody(context.req.raw, room);
    const message = readMessage(await request.text().finally(release));
    if (message === null) return refused(context, 400, -32_600, 'The body is no message of JSON-RPC.');
    session.heard();
    session.transport.receive(message);
    return context.text('Accepted', 202);
  });
  return routes;
}

/** Where SSE is switched off: says where to go instead. */
export function withoutSse(): Hono {
  const routes = new Hono();
  for (const path of ['/mcp/sse', '/mcp/messages'])
    routes.all(path, (context) => refused(context, 404, -32_000, 'SSE is switched off here: use POST /mcp.'));
  return routes;
}

/** Null: it is none; no batch of messages is one. */
function readMessage(body: string): JSONRPCMessage | null {
  try {
    return parseJSONRPCMessage(JSON.parse(body));
  } catch {
    return null;
  }
}

function refuseMore(open: readonly Session[], { userId }: Caller): void {
  const headers = { 'Retry-After': '60' };
  if (open.filter(({ caller }) => caller.userId === userId).length >= MOST_OF_ONE)
    throw new Problem(429, `You have ${MOST_OF_ONE} sessions open already: close one, or use POST /mcp.`, { headers });
  if (open.length >= MOST_SESSIONS)
    throw new Problem(503, 'There are too many sessions here: use POST /mcp, which needs none.', { headers });
}

function refused(context: Context, status: 400 | 404, code: number, message: string): Response {
  return context.json({ jsonrpc: '2.0', id: null, error: { code, message } }, status);
}
