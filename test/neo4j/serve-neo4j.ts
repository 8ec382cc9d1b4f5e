import { createServer, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareNeo4j } from './prepare-neo4j.js';
import { startNeo4j, type TestNeo4j } from './start-neo4j.js';

/** What a test file is told of the one Neo4j of all files. */
export type ServedNeo4j = TestNeo4j | { missing: string };

/**
 * One Neo4j for all test files, started when the first of them asks at `socket` (each gets one line of JSON): a run
 * without such files pays nothing. TEST_NEO4J_URI (bolt://user:password@host:port/database) names another one.
 */
export async function serveNeo4j(): Promise<{ socket: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-neo4j-asked-'));
  const socket = join(folder, 'socket');
  const asking = new Set<Socket>();
  let server: Promise<ServedNeo4j & { stop?(): Promise<void> }> | null = null;
  const listener = createServer((client) => {
    asking.add(client);
    client.on('error', () => undefined).on('close', () => asking.delete(client));
    server ??= open(process.env['TEST_NEO4J_URI']);
    void server.then((served) => client.end(JSON.stringify(served)));
  });
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(socket, resolve));
  return {
    socket,
    stop: async () => {
      for (const client of asking) client.destroy();
      await new Promise((resolve) => listener.close(resolve));
      await (await server)?.stop?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function open(given: string | undefined): Promise<ServedNeo4j & { stop?(): Promise<void> }> {
  if (given !== undefined) return parse(new URL(given));
  try {
    const prepared = await prepareNeo4j();
    return 'missing' in prepared ? skipped(prepared.missing) : await startNeo4j(prepared.libraries);
  } catch (error) {
    return skipped(error instanceof Error ? error.message : String(error));
  }
}

/** Said once for the run: a reporter counts what is skipped, and shows no reason. */
function skipped(missing: string): ServedNeo4j {
  process.stderr.write(`The tests on a real Neo4j are skipped: ${missing}\n`);
  return { missing };
}

function parse({ protocol, host, username, password, pathname }: URL): TestNeo4j {
  return { uri: `${protocol}//${host}`, username, password, database: pathname.slice(1) };
}
