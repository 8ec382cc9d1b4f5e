import {
  createMcpHandler,
  hostHeaderValidationResponse,
  McpServer,
  originValidationResponse,
  type McpRequestContext,
} from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Addresses } from '../access/addresses.js';
import type { Caller } from '../access/caller.js';
import type { ApiPorts } from '../api/ports.js';
import { Problem, problemResponse } from '../api/door/problem.js';
import type { Log } from '../workflows/ports.js';
import { version } from '../version.js';
import { offerTool } from './define-tool.js';
import { openSession, type McpPorts } from './mcp-session.js';
import { offerPrompts } from './prompts.js';
import { offerReviews } from './reviews-resource.js';
import { skillText } from './skill.js';
import { TOOLS } from './tools.js';

const LARGEST_BODY = 1024 * 1024;
const METADATA_PATH = '/.well-known/oauth-protected-resource/mcp';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What the server needs of the rest. */
export interface McpServerPorts extends McpPorts, Pick<ApiPorts, 'authenticate'> {
  /** Looked at with each request: the port may be known only once the server listens. */
  addresses: Addresses;
  log: Log;
}

/**
 * The door for other agents: `POST /mcp` in both eras of the protocol, a new server for each request. Only bearer tokens
 * with the scope `mcp` come in, from hosts and origins that are ours.
 */
export function mcpRoutes(ports: McpServerPorts): Hono {
  const { addresses, log } = ports;
  const handler = createMcpHandler((context) => serverFor(ports, context), {
    maxRequestBodySize: LARGEST_BODY,
    onerror: (error) => log.debug({ err: error }, 'a request over MCP was refused'),
  });
  const routes = new Hono();
  routes.get(METADATA_PATH, (context) => context.json(resourceMetadata(addresses.backend)));
  routes.get('/.well-known/oauth-protected-resource', (context) => context.json(resourceMetadata(addresses.backend)));
  routes.get('/skill.md', (context) =>
    context.body(skillText(addresses.backend), 200, { 'content-type': 'text/markdown; charset=utf-8' }),
  );
  routes.on(['GET', 'POST', 'DELETE'], '/mcp', async ({ req: { raw } }) => {
    const hosts = [...LOOPBACK, hostOf(addresses.backend)];
    const origins = [...hosts, ...(addresses.frontend === null ? [] : [hostOf(addresses.frontend)])];
    const refused = hostHeaderValidationResponse(raw, hosts) ?? originValidationResponse(raw, origins);
    if (refused) return refused;
    const caller = await callerOf(ports, raw);
    if (caller instanceof Response) return caller;
    return handler.fetch(raw, {
      authInfo: { token: 'checked', clientId: caller.login, scopes: [...caller.scopes], extra: { caller } },
    });
  });
  for (const path of ['/mcp/sse', '/mcp/messages'])
    routes.all(path, (context) =>
      context.json(
        { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'SSE is switched off here: use POST /mcp.' } },
        404,
      ),
    );
  routes.onError((error) => {
    const known = error instanceof Problem ? error : new Problem(500, 'Something went wrong here.');
    if (known !== error) log.error({ err: error }, 'a request over MCP failed');
    return problemResponse(known, 'mcp');
  });
  return routes;
}

function serverFor(ports: McpServerPorts, { authInfo }: McpRequestContext): McpServer {
  const caller = authInfo?.extra?.caller;
  if (!isCaller(caller)) throw new Error('a request over MCP came without a caller');
  const server = new McpServer(
    { name: 'nectr', title: 'Nectr', version },
    {
      instructions:
        'Findings and history of reviewed repositories. Read /skill.md of this server for how to work with them.',
    },
  );
  const session = openSession(ports, caller);
  for (const tool of TOOLS)
    offerTool(server, tool, session, (error, name) => ports.log.error({ err: error, tool: name }, 'a tool failed'));
  offerReviews(server, session, (error) => ports.log.error({ err: error }, 'a resource failed'));
  offerPrompts(server);
  return server;
}

/** The owner of the token, or the challenge that says what is missing (RFC 6750, RFC 9728). */
async function callerOf({ authenticate, addresses }: McpServerPorts, request: Request): Promise<Caller | Response> {
  const metadata = `resource_metadata="${new URL(METADATA_PATH, addresses.backend).href}"`;
  const challenge = (status: 401 | 403, error: string | null, detail: string) =>
    problemResponse(
      new Problem(status, detail, {
        headers: {
          'WWW-Authenticate': ['Bearer', ...(error === null ? [] : [`error="${error}",`]), metadata].join(' '),
        },
      }),
      'mcp',
    );
  const sent = request.headers.get('authorization') !== null;
  const authenticated = sent ? await authenticate(request) : null;
  if (authenticated === null || authenticated.caller.tokenId === null) {
    return challenge(
      401,
      sent ? 'invalid_token' : null,
      'Send a token with the scope mcp: Authorization: Bearer nectr_….',
    );
  }
  const { caller } = authenticated;
  if (!caller.scopes.has('mcp'))
    return challenge(403, 'insufficient_scope', 'This token lacks the scope mcp: make one that has it.');
  return caller;
}

function isCaller(value: unknown): value is Caller {
  return z.object({ userId: z.int(), scopes: z.instanceof(Set) }).safeParse(value).success;
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

/** Tokens are made here and by people, so that no authorization server is named. */
function resourceMetadata(backendUrl: string) {
  return {
    resource: new URL('/mcp', backendUrl).href,
    resource_name: 'Nectr',
    scopes_supported: ['mcp', 'write'],
    bearer_methods_supported: ['header'],
    resource_documentation: new URL('/skill.md', backendUrl).href,
  };
}
