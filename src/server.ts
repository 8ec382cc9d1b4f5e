import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { AddressInfo } from 'node:net';

export interface WebServer {
  port: number;
  /** Stops accepting, lets requests under way end for at most `graceMs`, then closes their connections. */
  close(graceMs: number): Promise<void>;
}

/**
 * The one public listener. Deliveries go to `receive` before anything else sees them; all other paths belong to `routes`.
 * Throws where the port cannot be had.
 */
export async function startServer(options: {
  host: string;
  port: number;
  receive: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  routes: Hono;
}): Promise<WebServer> {
  const { receive, routes } = options;
  const listener = getRequestListener(routes.fetch);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    void receive(request, response).then((ours) => (ours ? undefined : listener(request, response)));
  });
  await listen(server, options.port, options.host);
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) => close(server, graceMs),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
