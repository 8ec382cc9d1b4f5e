import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface FakePooler {
  url: string;
  close(): Promise<void>;
}

interface Backend {
  socket: Socket;
  /** Who hears what it answers. */
  client: Socket;
}

/**
 * Two clients and two server processes of PostgreSQL behind one address, as a pooler has them: each client signs in
 * through a process of its own; whose queries go to which one `assign` decides then (`client` and `query` counted from
 * 0).
 */
export async function startFakePooler(
  databaseUrl: string,
  assign: (client: number, query: number) => number,
): Promise<FakePooler> {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const port = Number(url.port || '5432');
  const backends: Backend[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const socket = folder?.startsWith('/')
      ? connect(`${folder}/.s.PGSQL.${port}`)
      : connect(port, folder ?? url.hostname);
    const own: Backend = { socket, client };
    const me = backends.push(own) - 1;
    let queries = 0;
    for (const each of [client, socket]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
    socket.on('data', (chunk) => own.client.write(chunk));
    client.on('data', (chunk) => {
      const isQuery = chunk[0] === 'Q'.charCodeAt(0);
      const backend = isQuery ? backends[assign(me, queries++) % backends.length] : own;
      if (!backend) return;
      if (isQuery) backend.client = client;
      backend.socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pooled = new URL(databaseUrl);
  pooled.searchParams.delete('host');
  pooled.hostname = '127.0.0.1';
  pooled.port = String((server.address() as AddressInfo).port);
  return {
    url: pooled.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
