import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * Stands between a client and PostgreSQL (or Neo4j, for what does not look into the protocol); what is set holds for
 * what passes from then on.
 */
export interface TcpProxy {
  /** The database's address with the proxy in place of the server. */
  url: string;
  /** How long the server's answers are held back; milliseconds. */
  delayAnswers(ms: number): void;
  /** How long the client's requests are held back. */
  delayRequests(ms: number): void;
  /** Lets nothing through on the connections there are, and says nothing of it; new ones are not touched. */
  freeze(): void;
  /**
   * What becomes of new connections: nothing passes (a black hole), they are closed at once (nobody listens), or all is
   * well.
   */
  meet(newcomers: 'well' | 'silence' | 'closed'): void;
  /** Ends all connections there are, as a server that is started anew does. */
  cut(): void;
  /**
   * The next transaction (or single statement) that sends `pattern` loses the answer to its COMMIT (or to itself): the
   * server has carried it out, then the connection is cut.
   */
  loseCommitOf(pattern: RegExp): void;
  /** How many answers were lost so far. */
  lost(): number;
  close(): Promise<void>;
}

/** Starts a proxy in front of the PostgreSQL of a test's address (a socket folder or a host). */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const port = Number(url.port || '5432');
  const toServer = () =>
    folder?.startsWith('/') ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, folder ?? url.hostname);
  const sockets = new Set<Socket>();
  const pairs = new Set<{ frozen: boolean }>();
  const settings = { answers: 0, requests: 0, losing: null as RegExp | null, lost: 0, newcomers: 'well' };

  const server = createServer((client) => {
    if (settings.newcomers === 'closed') {
      client.destroy();
      return;
    }
    const backend = toServer();
    const pair = { frozen: settings.newcomers === 'silence' };
    /** Statements that were prepared on this connection, by their names. */
    const names = new Map<string, string>();
    let phase: 'open' | 'in transaction' | 'losing' = 'open';
    pairs.add(pair);
    const end = (): void => {
      client.destroy();
      backend.destroy();
      pairs.delete(pair);
    };
    for (const socket of [client, backend]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => (sockets.delete(socket), end()));
    }
    client.on('data', (chunk) => {
      const text = withTexts(chunk.toString('latin1'), names);
      if (phase === 'open' && settings.losing?.test(text)) {
        settings.losing = null;
        phase = inTransaction ? 'in transaction' : 'losing';
      }
      if (phase === 'in transaction' && /^Q....COMMIT/s.test(text)) phase = 'losing';
      later(settings.requests, pair, () => backend.write(chunk));
    });
    let inTransaction = false;
    backend.on('data', (chunk) => {
      const ready = readyState(chunk);
      if (ready !== null) inTransaction = ready !== 'I';
      if (phase === 'losing') {
        if (ready === null) return;
        settings.lost += 1;
        return end();
      }
      later(settings.answers, pair, () => client.write(chunk));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxied = new URL(databaseUrl);
  proxied.searchParams.delete('host');
  proxied.hostname = '127.0.0.1';
  proxied.port = String((server.address() as AddressInfo).port);
  return {
    url: proxied.href,
    delayAnswers: (ms) => void (settings.answers = ms),
    delayRequests: (ms) => void (settings.requests = ms),
    freeze: () => pairs.forEach((pair) => (pair.frozen = true)),
    meet: (newcomers) => void (settings.newcomers = newcomers),
    cut: () => sockets.forEach((socket) => socket.destroy()),
    loseCommitOf: (pattern) => void (settings.losing = pattern),
    lost: () => settings.lost,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the client sends, with the text of each prepared statement that it runs: only its Parse has that on the wire. */
function withTexts(sent: string, names: Map<string, string>): string {
  for (const [, name = '', statement = ''] of sent.matchAll(/P[^]{4}(\w+)\0([^\0]+)\0/g)) names.set(name, statement);
  const bound = [...sent.matchAll(/B[^]{4}\0(\w+)\0/g)].map(([, name = '']) => names.get(name) ?? '');
  return [sent, ...bound].join('\n');
}

/** What the server is ready for, if these bytes end so: (I)dle, in a (T)ransaction, in a failed one (E). */
function readyState(chunk: Buffer): string | null {
  const at = chunk.length - 6;
  const ends = at >= 0 && chunk[at] === 'Z'.charCodeAt(0) && chunk.readInt32BE(at + 1) === 5;
  return ends ? chunk.toString('latin1', at + 5) : null;
}

/** Timers of one length keep their order. */
function later(ms: number, pair: { frozen: boolean }, pass: () => void): void {
  if (pair.frozen) return;
  if (ms === 0) pass();
  else setTimeout(() => (pair.frozen ? undefined : pass()), ms);
}
