import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Namespace of process ids, id and start: another process with the same id later is not taken for this one. */
const IDENTITY = /^(\d+)-(\d+)-(\d+)(?:[.-].*)?$/;

/** What names this process in the names of its temporary files: `<namespace>-<pid>-<start>`. */
export function processIdentity(): string {
  return `${namespace()}-${process.pid}-${startOf(process.pid) ?? 0}`;
}

/**
 * Removes what processes that are dead (kill -9, a crash) left in `folder` under names of `prefix` and their identity.
 * Left alone: what belongs to living ones, to other users, to processes of another container that shares the folder.
 */
export function removeLeftovers(folder: string, prefix: string, owners: readonly (number | undefined)[]): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(prefix) || !isOfDead(name.slice(prefix.length))) continue;
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || !owners.includes(found.uid)) continue;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another process may be at it; there is a next start.
    }
  }
}

function isOfDead(rest: string): boolean {
  const [, space, pid, start] = IDENTITY.exec(rest) ?? [];
  if (space !== namespace() || pid === undefined) return false;
  const now = startOf(Number(pid));
  return now === null || (now !== 0 && now !== Number(start));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

/**
 * When a process began, in ticks since the machine's start (field 22 of proc_pid_stat(5)); 0: alive, not known; null:
 * none.
 */
function startOf(pid: number): number | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    } catch {
      return null;
    }
  }
  try {
    process.kill(pid, 0);
    return 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 0 : null;
  }
}
