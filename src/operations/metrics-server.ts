import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenTrouble } from './listen-trouble.js';
import type { Metrics } from './metrics.js';

/**
 * A listener of its own, so that metrics are never reachable where GitHub is. Only GET /metrics and, for a process that
 * has no other listener, GET /livez (see health.ts). Throws Refusal if the port is taken.
 */
export async function startMetricsServer(options: {
  host: string;
  port: number;
  metrics: Metrics;
  isAttended?: () => Promise<boolean>;
}): Promise<{ port: number; close(): Promise<void> }> {
  const { host, port, metrics, isAttended } = options;
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/livez' && isAttended) {
      void isAttended().then((attended) => response.writeHead(attended ? 200 : 503).end());
      return;
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenTrouble(error, { variable: 'METRICS_PORT', port, host })));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
