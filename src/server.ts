import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { listenTrouble } from './operations/listen-trouble.js';
import { tellTogether } from './access/tell-together.js';

/** More connections than these are closed as they come: memory stays bounded, whoever knocks. */
const MOST_CONNECTIONS = 1000;
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
const LOOK_FOR_IDLE_MS = 50;

export interface WebServer {
  port: number;
  /** Stops accepting, lets requests under way end for at most `graceMs`, then closes their connections. */
  close(graceMs: number): Promise<void>;
}

/**
 * The one public listener. Deliveries go to `receive` before anything else sees them; all other paths belong to
 * `routes`. Throws Refusal where the port cannot be had.
 */
export async function startServer(options: {
  host: string;
  port: number;
  receive: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  routes: Pick<Hono, 'fetch'>;
  maxConnections?: number;
  /** How long a request may take to arrive, its body included; then it is answered with 408. */
  requestTimeoutMs?: number;
  /** Hears, now and then, how many connections were closed because there were too many. */
  dropped?: (count: number) => void;
}): Promise<WebServer> {
  const { receive, routes, maxConnections = MOST_CONNECTIONS, dropped = () => undefined } = options;
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_MS;
  const listener = getRequestListener((request, env) => routes.fetch(request, env));
  // Without a short interval a head that never comes would hold its connection for half a minute.
  const headersTimeout = Math.min(HEADERS_MS, requestTimeout);
  const limits = { requestTimeout, headersTimeout, connectionsCheckingInterval: 1000 };
  const server = createServer(limits, (request, response) => {
    void receive(request, response).then((ours) => (ours ? undefined : listener(request, response)));
  });
  server.maxConnections = maxConnections;
  server.on('drop', tellTogether(dropped));
  await listen(server, { port: options.port, host: options.host, backlog: maxConnections }).catch((error: unknown) => {
    throw listenTrouble(error, { variable: 'PORT', port: options.port, host: options.host });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) => close(server, graceMs),
  };
}

/** As many may wait to be taken in as may be in: those that the system turns away come again seconds later. */
function listen(server: Server, at: { port: number; host: string; backlog: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    // Node looks once: a connection whose answer ends later would be kept alive for seconds more.
    const idle = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(idle);
      resolve();
    });
  });
}
