import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes `postmaster.pid` if the process it names is certainly not PostgreSQL. After a crash the id may belong to
 * another process of the same user (in a container that is likely), and PostgreSQL would take it for a running server
 * and refuse to start for ever. To be called only where the socket does not answer (durable-engine.md 6).
 */
export function removeStalePid(cluster: string, pid: number): boolean {
  const name = processName(pid);
  if (name === null || name.includes('postgres')) return false;
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return true;
}

/** Null where no process has the id, or its name cannot be read. */
function processName(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return execFileSync('/bin/ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 }).trim();
  } catch {
    return null;
  }
}
