import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeDataFolder } from './data-folder.js';
import { embeddedAccount, type Account } from './embedded-account.js';
import { embeddedBinaries } from './embedded-binaries.js';
import { ensureCluster, readPostmasterFile } from './embedded-cluster.js';
import { embeddedUrl, readLockFile, writeLockFile, type LockFile } from './embedded-lock-file.js';
import type { EmbeddedLog } from './embedded-log.js';
import { ensureOwnerRole, takeOwnership } from './embedded-ownership.js';
import { startServer, type RunningServer } from './embedded-server.js';
import { removeStalePid } from './embedded-stale-pid.js';

export interface EmbeddedPostgres {
  /** For the plain role `nectr`. */
  url: string;
  /** For the superuser; only tests need it. */
  superuserUrl: string;
  stop(): Promise<void>;
}

interface Place {
  dataFolder: string;
  lock: LockFile;
  binaries: string;
  account: Account | null;
  maxConnections: number;
  log: EmbeddedLog;
}

/**
 * Starts the embedded PostgreSQL of a data folder; first start about a second, later ones a tenth. It ends with this
 * process, also with SIGKILL. A server that outlived its parent is taken over with its data: stopped cleanly and
 * started again, so that it ends with us. A server that dies by itself is started again.
 * Throws one clear line if another process has this folder open, or where PostgreSQL cannot run.
 */
export async function startEmbeddedPostgres(
  folder: string,
  log: EmbeddedLog,
  { maxConnections = 40 }: { maxConnections?: number } = {},
): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') throw new Error('the embedded PostgreSQL needs Linux or macOS: set DATABASE_URL');
  const dataFolder = resolve(folder);
  makeDataFolder(dataFolder);
  const account = embeddedAccount();
  const binaries = embeddedBinaries(account, dataFolder);
  const lock = ensureCluster(dataFolder, binaries, account, log);
  await takeOver(dataFolder, lock, log);
  const place = { dataFolder, lock, binaries, account, maxConnections, log };
  let owned: Owned;
  try {
    owned = await open(place);
  } catch (error) {
    if (error instanceof Error && error.message.includes('"postmaster.pid" already exists')) throw inUse(dataFolder);
    throw error;
  }
  log.info({ pid: owned.server.pid }, 'the embedded PostgreSQL is ready');
  const stop = keepRunning(place, owned);
  return { url: embeddedUrl(lock), superuserUrl: embeddedUrl(lock, 'superuser'), stop };
}

/** The URL of the server that runs on this data folder now, or null. For commands beside a running product. */
export async function connectEmbedded(folder: string): Promise<string | null> {
  const lock = readLockFile(resolve(folder));
  if (!lock) return null;
  const client = new pg.Client({ connectionString: embeddedUrl(lock), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return embeddedUrl(lock);
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Owned {
  server: RunningServer;
  session: pg.Client;
}

async function open({ dataFolder, lock, binaries, account, maxConnections }: Place): Promise<Owned> {
  const server = await startServer(lock, dataFolder, binaries, account, maxConnections);
  const ownership = await takeOwnership(lock);
  if (typeof ownership === 'string') {
    await server.stop();
    throw new Error(`the embedded PostgreSQL of ${dataFolder} started but is ${ownership}`);
  }
  await ensureOwnerRole(ownership.client, lock);
  writeLockFile(dataFolder, { ...lock, pid: server.pid });
  return { server, session: ownership.client };
}

/** Restarts the server when it dies and takes the owner's session again when that breaks. Returns how to stop. */
function keepRunning(place: Place, first: Owned): () => Promise<void> {
  const { dataFolder, lock, log } = place;
  let current = first;
  let stopping = false;
  const watchSession = (): void => {
    current.session.once('end', async () => {
      for (; !stopping; await sleep(200)) {
        const ownership = await takeOwnership(lock);
        if (typeof ownership === 'string') continue;
        if (stopping) return void (await ownership.client.end().catch(() => undefined));
        current.session = ownership.client;
        return watchSession();
      }
    });
  };
  const guard = async (): Promise<void> => {
    for (;;) {
      await current.server.exited;
      if (stopping) return;
      log.error({}, 'the embedded PostgreSQL ended by itself: starting it again');
      for (let wait = 100; !stopping; wait = Math.min(wait * 2, 5000)) {
        try {
          current.server = await startServer(lock, dataFolder, place.binaries, place.account, place.maxConnections);
          writeLockFile(dataFolder, { ...lock, pid: current.server.pid });
          break;
        } catch (error) {
          log.error({ err: error }, 'the embedded PostgreSQL did not start again');
          await sleep(wait);
        }
      }
    }
  };
  watchSession();
  const guarded = guard();
  return async () => {
    if (stopping) return;
    stopping = true;
    await current.session.end().catch(() => undefined);
    await current.server.stop();
    await guarded;
    writeLockFile(dataFolder, { ...lock, pid: null });
  };
}

/** Ends a server without a living owner. Throws if it has one. */
async function takeOver(dataFolder: string, lock: LockFile, log: EmbeddedLog): Promise<void> {
  const running = readPostmasterFile(lock.cluster);
  if (!running) return;
  const ownership = await takeOwnership(lock);
  if (ownership === 'in use') throw inUse(dataFolder);
  if (ownership === 'unreachable') {
    if (removeStalePid(lock.cluster, running.pid)) log.warn({ pid: running.pid }, 'removed a stale postmaster.pid');
    return;
  }
  log.warn({ pid: running.pid }, 'the embedded PostgreSQL outlived its parent: taking it over');
  try {
    process.kill(running.pid, 'SIGINT');
    for (const end = Date.now() + 30_000; readPostmasterFile(lock.cluster) && Date.now() < end;) await sleep(10);
  } finally {
    await ownership.client.end().catch(() => undefined);
  }
}

function inUse(dataFolder: string): Error {
  const pid = readLockFile(dataFolder)?.pid;
  return new Error(
    `${dataFolder} is in use by another Nectr (PostgreSQL process ${pid ?? 'starting'}): stop that one, or let NECTR_DATA name another folder`,
  );
}
