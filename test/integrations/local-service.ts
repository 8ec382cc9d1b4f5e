import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** An object goes as JSON, a text as it is; none: an empty body. */
  body?: unknown;
}
/**
 * What goes wrong with the next request. `lost`, `late 5xx` and `garbled`: the work is done first, and then the
 * connection breaks, a gateway gives up, or its page comes instead of the answer.
 */
export type Trouble = 'lost' | 'late 5xx' | 'garbled' | 'early 5xx' | Answer;

/** A service on this machine that answers by its own rules, and can be told to fail. */
export class LocalService {
  readonly asked: Asked[] = [];
  readonly #troubles: Trouble[] = [];
  #close: () => Promise<void> = async () => undefined;
  url = '';

  constructor(readonly answer: (asked: Asked) => Answer) {}

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#close = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
  }

  stop(): Promise<void> {
    return this.#close();
  }

  /** The next requests go wrong like this, one after the other. */
  fail(...troubles: Trouble[]): void {
    this.#troubles.push(...troubles);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const asked = {
      method: request.method ?? '',
      url: new URL(request.url ?? '/', this.url),
      headers: request.headers,
      body: Buffer.concat(pieces).toString('utf8'),
    };
    this.asked.push(asked);
    const trouble = this.#troubles.shift();
    if (trouble === 'early 5xx') return write(response, { status: 503, body: 'upstream connect error' });
    if (typeof trouble === 'object') return write(response, trouble);
    const answer = this.answer(asked);
    if (trouble === 'lost') response.destroy();
    else if (trouble === 'late 5xx') write(response, { status: 502, body: '<html>Bad Gateway</html>' });
    else if (trouble === 'garbled') write(response, { status: 200, body: '<html>Please sign in</html>' });
    else write(response, answer);
  }
}

function write(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { ...(body !== undefined && { 'content-type': type }), ...headers });
  response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
}
