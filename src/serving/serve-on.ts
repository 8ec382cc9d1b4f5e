import type { Env } from '../commands/command-line.js';
import type { Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import type { OpenDatabase } from '../database/open-database.js';
import { startServer } from '../server.js';
import { setupGrants } from '../setup/grants.js';
import { storedSettings } from '../setup/stored.js';
import { tellLink } from '../setup/tell-link.js';
import type { Log } from '../workflows/ports.js';
import { openServer } from './open-server.js';
import type { Stops } from './serving.js';

/** How long requests and steps under way may take after SIGTERM (fault A12 of the threat list). */
const GRACE_MS = 10_000;

/** The server on an open database: migrates it, answers, and returns the port. What it started is in `stops`. */
export async function serveOn(
  database: OpenDatabase,
  { config, env, log, stops }: { config: Config; env: Env; log: Log; stops: Stops },
): Promise<number> {
  await migrate(database.url);
  const source = createDataSource({
    scope: 'system',
    url: database.url,
    poolSize: 4,
    applicationName: 'nectr web',
    queryTimeoutMs: 5000,
  });
  await source.initialize();
  stops.add(() => source.destroy());
  let { PORT: port } = config;
  const grants = setupGrants(source);
  const server = await openServer({
    env,
    log,
    database,
    source,
    stored: storedSettings(source, database.secretKeys),
    grants,
    port: () => port,
  });
  stops.add(() => server.close());
  const { front } = server;
  const listener = await startServer({
    host: config.HOST,
    port: config.PORT,
    receive: (request, response) => front.receive(request, response),
    dropped: (count) => log.warn({ count }, 'connections were closed: there are too many at once'),
    routes: front.routes,
  });
  ({ port } = listener);
  stops.add(async () => {
    await front.endStreams();
    await listener.close(GRACE_MS);
  });
  await server.begin();
  if (server.mode() === 'setup') await tellLink(grants, { port, backendUrl: config.backendUrl }, log);
  return port;
}
