import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Refusal } from '../refusal.js';

/** `variable` says which of our ports it is. */
export interface WantedPort {
  variable: 'PORT' | 'METRICS_PORT';
  port: number;
  host: string;
}

/** What kept us from listening on a port, and how to mend it; who has the port is told where the system says so. */
export function listenTrouble(error: unknown, { variable, port, host }: WantedPort): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const refuse = (found: string, mend: string) => new Refusal(found, mend, { cause: error });
  if (code === 'EADDRINUSE') {
    const holder = holderOf(port);
    const by = holder === null ? 'by another program' : `by ${holder.name} (process ${holder.pid})`;
    return refuse(`${variable}=${port} is taken ${by}`, `stop that, or set ${variable} to a port that is free`);
  }
  if (code === 'EACCES')
    return refuse(`${variable}=${port} is for root alone`, `set ${variable} to one above 1023, behind a proxy`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL')
    return refuse(`HOST=${host} is no address of this machine`, 'set HOST to 0.0.0.0, 127.0.0.1 or one that it has');
  return error;
}

/** The process that listens on a port; null: the system does not tell us. */
function holderOf(port: number): { pid: number; name: string } | null {
  try {
    const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listenersOn(port, file)));
    if (sockets.size === 0) return null;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (!holdsOne(pid, sockets)) continue;
      return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
    }
  } catch {
    // No Linux, or nothing that we may see.
  }
  return null;
}

/** https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt: local address, state 0A (listening), inode. */
function listenersOn(port: number, file: string): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, local = '', , state, , , , , , inode]) =>
      local.endsWith(`:${hex}`) && state === '0A' && inode !== undefined ? [`socket:[${inode}]`] : [],
    );
}

function holdsOne(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

/** A file may be closed between two looks. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
