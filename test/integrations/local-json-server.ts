import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** As it was sent. */
  text: string;
  /** Of JSON; undefined: it is none. */
  body: unknown;
}

export interface LocalAnswer {
  status: number;
  headers?: Record<string, string>;
  /** A text is sent as it stands, all else as JSON. */
  body?: unknown;
}

/**
 * What goes wrong with the next request: another answer instead of the work; an answer of 5xx, or a connection that
 * breaks, although the work has been done.
 */
export type Fault = { instead: LocalAnswer } | { afterwards: LocalAnswer | 'cut' };

export interface LocalJsonServer {
  url: string;
  requests: LocalRequest[];
  faults: Fault[];
  close(): Promise<void>;
}

/** A service of JSON on this machine; what it does is `serve`. */
export async function startJsonServer(serve: (request: LocalRequest) => LocalAnswer): Promise<LocalJsonServer> {
  const requests: LocalRequest[] = [];
  const faults: Fault[] = [];
  const server = createServer((raw, response) => {
    const pieces: Buffer[] = [];
    raw.on('data', (piece: Buffer) => pieces.push(piece));
    raw.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const { pathname, searchParams } = new URL(raw.url ?? '/', 'http://local');
      const request: LocalRequest = {
        method: raw.method ?? 'GET',
        path: pathname,
        query: searchParams,
        headers: raw.headers,
        text,
        body: jsonOf(text),
      };
      requests.push(request);
      const fault = faults.shift();
      const done = fault !== undefined && 'instead' in fault ? fault.instead : serve(request);
      const answer = fault !== undefined && 'afterwards' in fault ? fault.afterwards : done;
      if (answer === 'cut') {
        raw.socket.destroy();
        return;
      }
      const isText = typeof answer.body === 'string';
      response.writeHead(answer.status, {
        'content-type': isText ? 'text/plain' : 'application/json',
        ...answer.headers,
      });
      response.end(answer.body === undefined ? '' : isText ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
