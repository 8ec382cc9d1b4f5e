import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './embedded-account.js';
import { readPostmasterFile, SERVER_ENVIRONMENT } from './embedded-cluster.js';
import type { LockFile } from './embedded-lock-file.js';
import { removeOldSocketFolders } from './old-socket-folders.js';
import { makeOwnFolder } from './embedded-state-folder.js';

/** Starts PostgreSQL and ends it (fast shutdown) as soon as the pipe from Node closes, which also SIGKILL does. */
const WATCHER =
  'exec 3<&0; "$@" 3<&- & p=$!; (read _ <&3; kill -INT $p 2>/dev/null) & w=$!; exec 3<&-; wait $p; s=$?; kill $w 2>/dev/null; exit $s';

/** Given here they overrule the files of the cluster: none of those loads a library or runs a command. */
const SETTINGS = `listen_addresses= unix_socket_permissions=0700 shared_buffers=32MB max_wal_size=256MB
  min_wal_size=32MB wal_level=minimal max_wal_senders=0 autovacuum_max_workers=2 autovacuum_worker_slots=2
  max_parallel_workers=0 max_worker_processes=2 max_logical_replication_workers=0 io_method=sync jit=off timezone=UTC
  log_timezone=UTC shared_preload_libraries= session_preload_libraries= local_preload_libraries= archive_mode=off
  archive_command= archive_library= restore_command= archive_cleanup_command= recovery_end_command= ssl=off`.split(
  /\s+/,
);

export interface RunningServer {
  pid: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the server of a cluster and waits until it accepts connections. Throws with the end of its log if it ends
 * before (`lock file "postmaster.pid" already exists`: another opener won).
 */
export async function startServer(
  lock: LockFile,
  dataFolder: string,
  binaries: string,
  account: Account | null,
  maxConnections: number,
): Promise<RunningServer> {
  removeOldSocketFolders(dirname(lock.socketFolder), [process.getuid?.(), account?.uid]);
  makeOwnSocketFolder(lock.socketFolder, account);
  const before = readPostmasterFile(lock.cluster)?.pid;
  const logFile = join(dataFolder, 'postgres.log');
  const output = openSync(logFile, 'a', 0o600);
  const start = existsSync(logFile) ? readFileSync(logFile).length : 0;
  const command = [join(binaries, 'bin', 'postgres'), '-D', lock.cluster, '-k', lock.socketFolder];
  const settings = [...SETTINGS, `max_connections=${maxConnections}`].flatMap((one) => ['-c', one]);
  const child = spawn('/bin/sh', ['-c', WATCHER, 'sh', ...command, ...settings], {
    ...account,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  child.unref();
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const pid = await untilReady(child, lock.cluster, before, () => readFileSync(logFile).subarray(start).toString());
  return {
    pid,
    exited,
    stop: async () => {
      // Whoever waits for the end is kept alive by it.
      child.ref();
      child.stdin?.end();
      await exited;
      rmSync(lock.socketFolder, { recursive: true, force: true });
    },
  };
}

async function untilReady(
  child: ChildProcess,
  cluster: string,
  before: number | undefined,
  written: () => string,
): Promise<number> {
  let failure: Error | null = null;
  child.once('error', (error) => (failure = error));
  child.stdin?.on('error', () => undefined);
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(5)) {
    if (failure) throw new Error('the embedded PostgreSQL could not be started', { cause: failure });
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the embedded PostgreSQL did not start: ${written().trim().slice(-2000)}`);
    }
    const state = readPostmasterFile(cluster);
    if (state?.ready && state.pid !== before) return state.pid;
  }
  child.stdin?.end();
  throw new Error(`the embedded PostgreSQL was not ready within 60 s: ${written().trim().slice(-2000)}`);
}

function makeOwnSocketFolder(folder: string, account: Account | null): void {
  const uid = account?.uid ?? process.getuid?.() ?? 0;
  if (!existsSync(folder)) {
    makeOwnFolder(folder, 0o700, process.getuid?.() ?? 0);
    if (account) chownSync(folder, account.uid, account.gid);
  }
  makeOwnFolder(folder, 0o700, uid);
  chmodSync(folder, 0o700);
}
