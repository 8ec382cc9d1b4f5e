import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { processIdentity, removeLeftovers } from '../../files/leftovers.js';
import { reachableFor, type Account } from './embedded-account.js';
import type { EmbeddedLog } from './embedded-log.js';
import { randomPassword, readLockFile, writeLockFile, type LockFile } from './embedded-lock-file.js';
import { sharedFolder, shortName } from './embedded-state-folder.js';

/** A minimal environment: our secrets must not stand in another user's process. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The lock file of a data folder with an initialised cluster behind it. An empty folder is initialised (beside its
 * place, then renamed: a half one or a race is harmless). Throws if a cluster is there whose passwords are gone.
 */
export function ensureCluster(
  dataFolder: string,
  binaries: string,
  account: Account | null,
  log: EmbeddedLog,
): LockFile {
  const known = readLockFile(dataFolder);
  if (known && existsSync(join(known.cluster, 'PG_VERSION'))) return known;
  if (known) throw new Error(`${known.cluster} is gone: restore it, or remove ${dataFolder} to start empty`);

  const cluster = clusterFolder(dataFolder, account);
  if (existsSync(cluster)) {
    if (dirname(cluster) === dataFolder) {
      throw new Error(
        `${cluster} exists but postgres.lock does not: restore it, or remove ${dataFolder} to start empty`,
      );
    }
    log.warn({ cluster }, 'the data folder was emptied: its database outside is removed too');
    rmSync(cluster, { recursive: true, force: true });
  }
  if (dirname(cluster) !== dataFolder) {
    log.info({ cluster }, 'only root reaches the data folder: the database lies here');
  }
  const superuserPassword = randomPassword();
  initialise(cluster, binaries, account, superuserPassword);
  const lock: LockFile = {
    pid: null,
    cluster,
    socketFolder: join(tmpdir(), `nectr-${shortName(cluster)}`),
    superuserPassword,
    password: randomPassword(),
  };
  writeLockFile(dataFolder, lock);
  return lock;
}

function clusterFolder(dataFolder: string, account: Account | null): string {
  return reachableFor(account, dataFolder)
    ? join(dataFolder, 'data')
    : join(sharedFolder(account), `data-${shortName(resolve(dataFolder))}`);
}

function initialise(cluster: string, binaries: string, account: Account | null, password: string): void {
  const prefix = `${basename(cluster)}.tmp-`;
  removeLeftovers(dirname(cluster), prefix, [process.getuid?.(), account?.uid]);
  const half = join(dirname(cluster), `${prefix}${processIdentity()}`);
  const passwordFile = `${half}.pw`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (account) for (const path of [half, passwordFile]) chownSync(path, account.uid, account.gid);
    const options =
      '-U postgres -A scram-sha-256 -E UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions';
    execFileSync(join(binaries, 'bin', 'initdb'), ['-D', half, `--pwfile=${passwordFile}`, ...options.split(' ')], {
      ...account,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 120_000,
    });
    renameSync(half, cluster);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(`the embedded PostgreSQL could not initialise ${basename(cluster)}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** First line (process id) and last line (state) of the server's own lock file; null where there is none. */
export function readPostmasterFile(cluster: string): { pid: number; ready: boolean } | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}
