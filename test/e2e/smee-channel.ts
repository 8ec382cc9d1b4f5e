import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SmeeChannel {
  /** For `WEBHOOK_PROXY_URL`. */
  url: string;
  /** For `SMEE_URL`: asked for a new channel it names this one. */
  service: string;
  clients(): number;
  close(): Promise<void>;
}

/**
 * A channel in smee.io's wire format: what is posted to it goes to all listeners as one server-sent event whose data
 * holds the headers and, under `body`, the parsed JSON.
 */
export async function startSmeeChannel(): Promise<SmeeChannel> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url === '/new') {
      response.writeHead(307, { location: `http://${request.headers.host}/channel` }).end();
      return;
    }
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      response.write('event: ready\ndata: {}\n\n');
      listeners.add(response);
      request.once('close', () => listeners.delete(response));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const data = JSON.stringify({ ...request.headers, body, query: {}, timestamp: Date.now() });
      for (const listener of listeners) listener.write(`id: ${Date.now()}\ndata: ${data}\n\n`);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${service}/channel`,
    service,
    clients: () => listeners.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
