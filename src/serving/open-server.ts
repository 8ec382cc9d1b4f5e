import type { Env } from '../commands/command-line.js';
import { ConfigError, readConfig, type Config } from '../config.js';
import { AppRefusedError } from '../operations/ask-app.js';
import type { SetupPorts } from '../setup/ports.js';
import { watchStored } from '../setup/watch-stored.js';
import { namesApp, withStored } from '../setup/with-stored.js';
import type { Log } from '../workflows/ports.js';
import { createFront, type Front } from './front.js';
import { serveConfigured, type ServingSettings } from './serve-configured.js';
import { serveSetup } from './serve-setup.js';
import type { Serving } from './serving.js';

type Settings = Pick<ServingSettings, 'database' | 'source' | 'port'> & {
  env: Env;
  log: Log;
  stored: SetupPorts['stored'];
  grants: SetupPorts['grants'];
};

export interface LastingServer {
  front: Front;
  /** By what it answers at the moment. */
  mode(): Config['mode'];
  begin(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What answers is made of the environment and of what set-up stored, and made anew when that changes, in this process
 * or in another one of the database: on the same port, without a restart. An App of the environment that GitHub refuses
 * stops the start; one that was stored leads back to set-up, which says so.
 */
export async function openServer(settings: Settings): Promise<LastingServer> {
  const { env, log, stored } = settings;
  let trouble: string | null = null;
  let current = readConfig(env);
  const setup: Omit<SetupPorts, 'isAdministrator'> = {
    source: settings.source,
    stored,
    grants: settings.grants,
    log,
    env,
    config: () => current,
    changed: () => watch.look(),
    trouble: () => trouble,
  };
  const serve = async (whole: Env): Promise<Serving> => {
    const config = readConfig(whole);
    if (config.mode === 'setup') return inSetup(config, null);
    const serving = await serveConfigured({ ...settings, config, env: whole, setup });
    [current, trouble] = [config, null];
    return serving;
  };
  const inSetup = (config: Config, why: string | null): Serving => {
    [current, trouble] = [config, why];
    return serveSetup(setup);
  };
  /** Only a stored App may be put right by set-up: what the environment says is for its operator. */
  const mend = (error: unknown): Serving => {
    const isOurs = (error instanceof AppRefusedError || error instanceof ConfigError) && !namesApp(env);
    if (!isOurs) throw error;
    log.error({ err: error }, 'what set-up stored cannot be used: open /setup again');
    return inSetup(readConfig(env), error.message);
  };
  const first = await stored.read();
  const front = createFront(await serve(withStored(env, first)).catch(mend), (error) =>
    log.error({ err: error }, 'not all of the server could be started anew'),
  );
  const watch = watchStored({
    stored,
    first,
    used: (next) => withStored(env, next),
    log,
    changed: async (next) => {
      const before = current.mode;
      front.replace(await serve(withStored(env, next)).catch(mend));
      log.info({ before, mode: current.mode }, 'what set-up stored is in use');
    },
    isWaiting: () => current.mode === 'setup',
  });
  return {
    front,
    mode: () => current.mode,
    begin: () => front.begin(),
    close: () => watch.stop().then(() => front.close()),
  };
}
