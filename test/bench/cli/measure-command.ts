import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface Measured {
  seconds: number;
  /** Of the process and all it starts, at the highest moment that was looked at; null where /proc is missing. */
  megabytes: number | null;
  code: number | null;
}

const LOOK_EVERY_MS = 10;

/** Runs a command in `folder` to its end, its output thrown away. */
export async function measureCommand(command: string, args: string[], folder: string): Promise<Measured> {
  const from = performance.now();
  const child = spawn(command, args, { cwd: folder, stdio: 'ignore', env: { PATH: process.env['PATH'] } });
  const ended = once(child, 'close');
  let most = 0;
  while (child.exitCode === null && child.signalCode === null) {
    most = Math.max(most, memoryBelow(child.pid ?? 0));
    await wait(LOOK_EVERY_MS);
  }
  await ended;
  return {
    seconds: (performance.now() - from) / 1000,
    megabytes: most === 0 ? null : most / 1024,
    code: child.exitCode,
  };
}

/** KB of a process and its children, pages that they share counted once for each of them. */
function memoryBelow(pid: number): number {
  return residentOf(pid) + childrenOf(pid).reduce((sum, child) => sum + memoryBelow(child), 0);
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
