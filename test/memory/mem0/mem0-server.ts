import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BODY_CANARY, KEY, type Mem0State, type SeenRequest } from './mem0-state.js';
import { openSourceAnswer } from './open-source-wire.js';
import { platformAnswer } from './platform-wire.js';

/** What happens to requests that have the key. */
export type Fault =
  | { kind: 'delay'; ms: number }
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  | { kind: 'text'; text: string; type: string }
  | { kind: 'large' | 'drip' | 'cut' };

export interface Mem0Server {
  url: string;
  port: number;
  state: Mem0State;
  seen: SeenRequest[];
  fault: Fault | null;
  close(): Promise<void>;
}

/**
 * A Mem0 on this machine: paths, answers and refusals as those of the platform (docs/openapi.json of mem0ai/mem0) or of
 * the open-source server (its server/main.py and server/auth.py), and every way in which they fail.
 */
export async function startMem0Server(speaks: 'platform' | 'open-source'): Promise<Mem0Server> {
  const state: Mem0State = {
    open: 'no',
    admin: true,
    ignoresFilters: false,
    adding: 'at once',
    rows: new Map(),
    events: new Map(),
  };
  const wire = speaks === 'platform' ? platformAnswer : openSourceAnswer;
  const served: Mem0Server = { url: '', port: 0, state, seen: [], fault: null, close: async () => undefined };
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const seen: SeenRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
      };
      served.seen.push(seen);
      // What is refused or failed has not been done; the other faults lose the answer.
      if (served.fault?.kind === 'status' && hasKey(seen)) return void (await spoil(response, served.fault));
      const { status, body: answer, headers = {} } = wire(seen, state);
      if (served.fault !== null && status !== 401 && (await spoil(response, served.fault))) return;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(answer === null ? '' : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  served.port = (server.address() as AddressInfo).port;
  served.url = `http://127.0.0.1:${served.port}`;
  served.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return served;
}

function hasKey({ headers }: SeenRequest): boolean {
  return headers.authorization === `Token ${KEY}` || headers['x-api-key'] === KEY;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Returns whether the request is answered with that. */
async function spoil(response: ServerResponse, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
      return response.destroyed;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(JSON.stringify({ detail: BODY_CANARY }));
      return true;
    case 'text':
      response.writeHead(200, { 'content-type': fault.type });
      response.end(fault.text);
      return true;
    case 'large':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"results":[],"x":"${'y'.repeat(10 * 1024 * 1024)}"}`);
      return true;
    case 'drip':
      // A beginning, and then nothing more.
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"results":[');
      return true;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"results":[');
      setTimeout(() => response.destroy(), 10);
      return true;
  }
}
