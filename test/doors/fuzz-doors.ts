import fc from 'fast-check';
import { Agent, request as send } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startServer } from '../../src/server.js';
import { answerFaults } from './answer-faults.js';
import { BACKEND, type DoorsStage } from './doors-stage.js';
import { fuzzedRequest, type FuzzedRequest } from './fuzz-request.js';
import { readOperations, type Operation, type Schema } from './operations.js';

const SIDE_BY_SIDE = 8;
const CHUNK = 500;

export interface FuzzResult {
  requests: number;
  /** How often each status was answered. */
  statuses: Record<string, number>;
  slowestMs: number;
  /** Megabytes in use after a collection: when a tenth was done, and at the end. */
  heapMb: { early: number; end: number };
  faults: string[];
}

/**
 * Sends so many requests, made from the OpenAPI document and the tools of the MCP server by this seed, over a socket to
 * all doors, and judges each answer. A fault names its request. `tell` hears of each fault at once.
 */
export async function fuzzDoors(
  stage: DoorsStage,
  {
    count,
    seed,
    longestMs,
    tell = () => undefined,
  }: { count: number; seed: number; longestMs: number; tell?: (fault: string) => void },
): Promise<FuzzResult> {
  const server = await startServer({ host: '127.0.0.1', port: 0, receive: async () => false, routes: stage.routes });
  const agent = new Agent({ keepAlive: true, maxSockets: SIDE_BY_SIDE });
  const operations = [
    ...(await readOperations(stage.routes)).map((one) => ({ ...one, path: `/api/v1${one.path}` })),
    ...(await readTools(stage)),
    ...OTHERS,
  ];
  const arbitrary = fuzzedRequest(operations, { places: stage.places, callers: stage.callers.length });
  const result: FuzzResult = { requests: 0, statuses: {}, slowestMs: 0, heapMb: { early: 0, end: 0 }, faults: [] };
  const fault = (text: string) => {
    if (result.faults.push(text) <= 100) tell(text);
  };
  const one = async (request: FuzzedRequest, name: string) => {
    const caller = stage.callers[request.caller]!;
    const own = request.headers['authorization'] ?? request.headers['cookie'];
    const headers = { host: new URL(BACKEND).host, ...(own === undefined && caller.headers), ...request.headers };
    const asked = `${name} ${caller.name}: ${request.method} ${request.target.slice(0, 300)} ${JSON.stringify(request.headers).slice(0, 300)} ${(request.body ?? '').slice(0, 300)}`;
    const from = performance.now();
    try {
      const answer = await exchange({ ...request, headers, port: server.port, agent });
      const ms = performance.now() - from;
      result.slowestMs = Math.max(result.slowestMs, ms);
      result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
      const said = `${request.said}\n${request.target}\n${request.body}`;
      for (const each of answerFaults(answer, { said, forbidden: stage.forbidden(caller), secrets: stage.secrets }))
        fault(`${asked} → ${each}`);
      // For a service that fails it is waited longer, within its own limit, before that is told.
      if (ms > longestMs && answer.status !== 503) fault(`${asked} → took ${Math.round(ms)} ms`);
    } catch (error) {
      fault(`${asked} → no answer: ${String(error)}`);
    }
    result.requests += 1;
  };
  try {
    for (let from = 0; from < count; from += CHUNK) {
      const requests = fc.sample(arbitrary, { seed: seed + from, numRuns: Math.min(CHUNK, count - from) });
      const waiting = requests.map((request, at) => ({ request, name: `${seed}/${from + at}` }));
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
            await one(next.request, next.name);
        }),
      );
      if (from <= count / 10) result.heapMb.early = heapMb();
    }
    result.heapMb.end = heapMb();
    for (const each of stage.faults) fault(`logged ${each.slice(0, 1000)}`);
    return result;
  } finally {
    agent.destroy();
    await server.close(0);
  }
}

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
}

/** Connections that have had a request: `reusedSocket` is not set for one that came out of the agent's queue. */
const used = new WeakSet<object>();

/** Of an endless answer the first part. */
function exchange({
  port,
  agent,
  method,
  target,
  headers,
  body,
}: FuzzedRequest & { port: number; agent: Agent }): Promise<{
  status: number;
  headers: [string, string][];
  text: string;
}> {
  return new Promise((resolve, reject) => {
    const request = send(
      { host: '127.0.0.1', port, agent, method, path: target, headers, timeout: 10_000 },
      (response) => {
        const chunks: Buffer[] = [];
        const done = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.entries(response.headers).map(([key, value]) => [key, String(value)]),
            text: Buffer.concat(chunks).toString('utf8'),
          });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (!String(response.headers['content-type']).startsWith('text/event-stream') || target.startsWith('/mcp'))
            return;
          done();
          request.destroy();
        });
        response.on('end', done);
        response.on('error', reject);
      },
    );
    let isReused = false;
    request.on('socket', (socket) => {
      isReused = used.has(socket);
      used.add(socket);
    });
    request.on('timeout', () => request.destroy(new Error('10 s without an answer')));
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server closes a connection that was idle for long, maybe just now: the request never arrived.
      if (isReused && error.code === 'ECONNRESET')
        exchange({ port, agent, method, target, headers, body, caller: 0, said: '' }).then(resolve, reject);
      else reject(error);
    });
    request.end(body ?? undefined);
  });
}

/** The tools as routes: each call is a POST with its arguments. */
async function readTools(stage: DoorsStage): Promise<Operation[]> {
  const caller = stage.callers.find(({ name }) => name === 'writer’s token')!;
  const response = await stage.routes.request(`${BACKEND}/mcp`, {
    method: 'POST',
    headers: {
      ...caller.headers,
      host: new URL(BACKEND).host,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
  const [, line = ''] = /^data: (.*)$/m.exec(await response.text()) ?? [];
  const { result } = JSON.parse(line) as { result: { tools: { name: string; inputSchema: Schema }[] } };
  return result.tools.map(({ name, inputSchema }) => {
    const properties = {
      jsonrpc: { const: '2.0' },
      id: { type: 'integer' },
      method: { const: 'tools/call' },
      params: {
        type: 'object',
        required: ['name', 'arguments'],
        properties: { name: { const: name }, arguments: inputSchema },
      },
    };
    return operation('POST', '/mcp', { type: 'object', required: Object.keys(properties), properties });
  });
}

function operation(method: string, path: string, body: Schema | null = null): Operation {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  const inPath = names.map((name) => ({ name, in: 'path' as const, required: true, schema: {} }));
  return { name: `${method} ${path}`, method, path, needs: { level: 'read', of: 'caller' }, parameters: inPath, body };
}

const text = { type: 'string' };
/** What stands in no document. Nobody signs out here: the callers are needed to the end. */
const OTHERS: readonly Operation[] = [
  {
    ...operation('GET', '/auth/github'),
    parameters: [{ name: 'return_to', in: 'query', required: false, schema: text }],
  },
  {
    ...operation('GET', '/auth/github/callback'),
    parameters: ['code', 'state', 'error', 'setup_action'].map((name) => ({
      name,
      in: 'query',
      required: false,
      schema: text,
    })),
  },
  operation('GET', '/health'),
  operation('GET', '/auth/me'),
  operation('GET', '/auth/sessions'),
  operation('DELETE', '/auth/sessions/{id}'),
  operation('POST', '/auth/device/token', {
    type: 'object',
    required: ['device', 'name'],
    properties: { device: text, name: text },
  }),
  operation('GET', '/mcp'),
  operation('GET', '/mcp/sse'),
  operation('GET', '/.well-known/oauth-protected-resource/mcp'),
  operation('GET', '/skill.md'),
  operation('POST', '/api/v1/hooks/{trigger_id}', { type: 'object', properties: { kind: text } }),
  operation('POST', '/api/v1/integrations/{id}/events', { type: 'object', properties: { type: text } }),
  operation('GET', '/api/v1/{id}'),
  operation('GET', '/{id}'),
];
