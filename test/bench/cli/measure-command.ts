import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface Measured {
  seconds: number;
  /** Of the processor, of the process and all it starts, until it was last looked at; null where /proc is missing. */
  work: number | null;
  /** Of the process and all it starts, at the highest moment that was looked at; null where /proc is missing. */
  megabytes: number | null;
  code: number | null;
}

const LOOK_EVERY_MS = 10;
/** Of /proc in a second, on all machines of today. */
const TICKS = 100;

/** Runs a command in `folder` to its end, its output thrown away. */
export async function measureCommand(command: string, args: string[], folder: string): Promise<Measured> {
  const from = performance.now();
  const child = spawn(command, args, { cwd: folder, stdio: 'ignore', env: { PATH: process.env['PATH'] } });
  const ended = once(child, 'close');
  let [most, work] = [0, 0];
  while (child.exitCode === null && child.signalCode === null) {
    most = Math.max(most, memoryBelow(child.pid ?? 0));
    work = Math.max(work, workBelow(child.pid ?? 0));
    await wait(LOOK_EVERY_MS);
  }
  await ended;
  return {
    seconds: (performance.now() - from) / 1000,
    work: most === 0 ? null : work / TICKS,
    megabytes: most === 0 ? null : most / 1024,
    code: child.exitCode,
  };
}

/** KB of a process and its children, pages that they share counted once for each of them. */
function memoryBelow(pid: number): number {
  return residentOf(pid) + childrenOf(pid).reduce((sum, child) => sum + memoryBelow(child), 0);
}

/** Ticks of a process with its children, those that have ended too. */
function workBelow(pid: number): number {
  // Behind the name, which may hold anything: user, system, and both of the children that were waited for.
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const own = fields.reduce((sum, ticks) => sum + ticks, 0);
  return own + childrenOf(pid).reduce((sum, child) => sum + workBelow(child), 0);
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
