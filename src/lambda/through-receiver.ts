import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { HttpRequest } from './http-event.js';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Of our answers' headers, those that mean something behind a gateway: the connection is not ours. */
const PASSED_ON = new Set(['content-type', 'retry-after', 'allow']);

/**
 * Lets the receiver of the server handle a request that came as an event, so that there is one door with one set of
 * rules. Null: the receiver says that the path is none of its.
 */
export async function throughReceiver(
  receive: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>,
  { method, path, headers, bytes }: HttpRequest,
): Promise<HttpAnswer | null> {
  const first = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values[0]]));
  const request = Object.assign(Readable.from([bytes], { objectMode: false }), {
    method,
    url: path,
    headers: { ...first, 'content-length': String(bytes.length) },
    headersDistinct: headers,
  });
  const answer: HttpAnswer = { status: 500, headers: {}, body: '' };
  const response = {
    socket: null,
    writeHead: (status: number, given: Record<string, string>) => {
      answer.status = status;
      answer.headers = Object.fromEntries(Object.entries(given).filter(([name]) => PASSED_ON.has(name)));
    },
    end: (body: string, done?: () => void) => {
      answer.body = body;
      done?.();
    },
  };
  // The receiver uses no more of either than what stands above.
  const ours = await receive(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  return ours ? answer : null;
}
