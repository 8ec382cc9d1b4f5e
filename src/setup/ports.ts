import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import type { Log } from '../workflows/ports.js';
import type { SetupGrants } from './grants.js';
import type { StoredSettings } from './stored.js';

/** What set-up needs of the server it runs in. */
export interface SetupPorts {
  /** The system's. */
  source: DataSource;
  stored: StoredSettings;
  grants: SetupGrants;
  log: Log;
  /** As the process was started: what is set there wins. */
  env: Readonly<Record<string, string | undefined>>;
  /** What this server works by now: another one once something was stored. */
  config(): Config;
  /** Takes what was stored into use; resolves when this process answers by it, or cannot. */
  changed(): Promise<void>;
  /** Why what is stored cannot be used; null: nothing is wrong. */
  trouble(): string | null;
  /** Whether somebody who is signed in administers an installation; null: nobody can be signed in yet. */
  isAdministrator: ((request: Request) => Promise<boolean>) | null;
}
