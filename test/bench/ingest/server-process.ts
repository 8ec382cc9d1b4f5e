import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Told, because the process does not start where it lies. */
const tsconfig = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));

export interface ServerProcess {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

/**
 * Runs a server as a process of its own, its log written to a file. Resolves when it listens; throws if it ends before.
 */
export async function startServerProcess(
  file: URL,
  { name, folder, env }: { name: string; folder: string; env: Record<string, string> },
): Promise<ServerProcess> {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = fork(file, [], {
    cwd: folder,
    env: { PATH: process.env['PATH'], TSX_TSCONFIG_PATH: tsconfig, ...env },
    execArgv: file.pathname.endsWith('.ts') ? process.execArgv : [],
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', ({ listening }: { listening: number }) => resolve(listening));
    child.once('exit', (code) => reject(new Error(`${name} ended while starting, with ${code}`)));
  });
  return {
    pid: child.pid ?? 0,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
