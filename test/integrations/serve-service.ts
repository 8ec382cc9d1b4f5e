import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Given {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; a text is sent as it is; nothing where it is left out. */
  body?: unknown;
}

/** What goes wrong with the next request that it fits. */
export interface Fault {
  when(given: Given): boolean;
  /** `before`: the service does nothing; `after`: it has done it, and the answer is lost or another one. */
  at: 'before' | 'after';
  /** `lost`: the connection ends without an answer. */
  answer: 'lost' | Answer;
}

export interface Service {
  url: string;
  requests: Given[];
  /** Each is used once. */
  faults: Fault[];
  /** Milliseconds from a request until it is looked at, so that requests of the same time meet. */
  delayMs: number;
  close(): Promise<void>;
}

/** A service on this machine, by real HTTP, with faults where a test wants them. */
export async function serveService(answerTo: (given: Given) => Answer | Promise<Answer>): Promise<Service> {
  const local: Omit<Service, 'url' | 'close'> = { requests: [], faults: [], delayMs: 0 };
  const server = createServer((raw, response) => {
    const pieces: Buffer[] = [];
    raw.on('data', (piece: Buffer) => pieces.push(piece));
    raw.on('end', () => {
      const given: Given = {
        method: raw.method ?? '',
        url: new URL(raw.url ?? '/', 'http://service'),
        headers: new Headers(raw.headers as Record<string, string>),
        body: Buffer.concat(pieces).toString('utf8'),
      };
      local.requests.push(given);
      setTimeout(() => void handle(given, response), local.delayMs);
    });
  });

  async function handle(given: Given, response: ServerResponse): Promise<void> {
    const at = local.faults.findIndex(({ when }) => when(given));
    const [fault] = at === -1 ? [] : local.faults.splice(at, 1);
    const whole = fault?.at === 'before' ? null : await answerTo(given);
    const answer = fault?.answer ?? whole;
    if (answer === null || answer === 'lost') response.destroy();
    else send(response, answer);
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(local, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const isText = typeof body === 'string';
  response
    .writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json; charset=utf-8', ...headers })
    .end(body === undefined ? '' : isText ? body : JSON.stringify(body));
}
