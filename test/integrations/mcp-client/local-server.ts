import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';

export interface LocalTool {
  name: string;
  description?: string;
  inputSchema?: Record<string, unknown>;
  /** The text it gives; throws what the server is to answer with as an error of the tool. */
  run?(args: Record<string, unknown>): string | Promise<string>;
}

export interface LocalServer {
  url: string;
  /** What tools were called with. */
  calls: { tool: string; args: Record<string, unknown> }[];
  /** Every request: method of HTTP, method of JSON-RPC, headers. */
  requests: { http: string; method: string; headers: IncomingMessage['headers']; body: string }[];
  /** May be changed between requests. */
  tools: LocalTool[];
  close(): Promise<void>;
}

/**
 * An MCP server by Streamable HTTP on this machine. `era`: `modern` refuses the handshake of the older protocol;
 * `legacy` knows nothing but it; `both` serves both. `before` may answer a request instead.
 */
export async function startLocalServer(
  tools: LocalTool[],
  {
    era = 'both',
    before = () => false,
  }: {
    era?: 'both' | 'modern' | 'legacy';
    /** True: it has been answered. */
    before?(request: { method: string; body: string }, response: ServerResponse, raw: IncomingMessage): boolean;
  } = {},
): Promise<LocalServer> {
  const local: Omit<LocalServer, 'url' | 'close'> = { calls: [], requests: [], tools };
  const handler = createMcpHandler(() => makeServer(local), { legacy: era === 'modern' ? 'reject' : 'stateless' });
  const server: Server = createServer((raw, response) => {
    let body = '';
    raw.on('data', (piece: Buffer) => (body += piece.toString()));
    raw.on('end', () => {
      const method = methodOf(body);
      local.requests.push({ http: raw.method ?? '', method, headers: raw.headers, body });
      if (before({ method, body }, response, raw)) return;
      if (era === 'legacy' && raw.headers['mcp-method'] !== undefined) {
        response.writeHead(400, { 'content-type': 'text/plain' }).end('Bad Request: no valid session');
        return;
      }
      void serve(handler.fetch, raw, body, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(local, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await handler.close();
    },
  });
}

function makeServer(local: Pick<LocalServer, 'calls' | 'tools'>): McpServer {
  const server = new McpServer({ name: 'local', version: '1' });
  for (const { name, description = name, inputSchema, run } of local.tools) {
    const schema = inputSchema ?? { type: 'object', properties: {} };
    server.registerTool(
      name,
      { description, inputSchema: fromJsonSchema<Record<string, unknown>>(schema) },
      async (args) => {
        local.calls.push({ tool: name, args });
        return { content: [{ type: 'text', text: await (run ?? (() => ''))(args) }] };
      },
    );
  }
  return server;
}

async function serve(
  fetch: (request: Request) => Promise<Response>,
  raw: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw.headers)) headers.set(name, String(value));
  const hasBody = raw.method === 'POST';
  const request = new Request(`http://127.0.0.1${raw.url}`, {
    method: raw.method ?? 'GET',
    headers,
    ...(hasBody ? { body } : {}),
  });
  const answer = await fetch(request);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) response.end();
  else Readable.fromWeb(answer.body as never).pipe(response);
}

/** Of JSON-RPC; empty: none. */
function methodOf(body: string): string {
  try {
    return (JSON.parse(body) as { method?: string }).method ?? '';
  } catch {
    return '';
  }
}
