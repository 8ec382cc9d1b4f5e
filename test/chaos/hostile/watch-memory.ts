import { readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  /** Most resident memory of the server and of its worker since the last call; bytes. */
  peak(): { server: number; worker: number };
  /** How often the worker was another process than before. */
  restarts(): number;
  stop(): void;
}

/** Looks four times a second at the memory of a process and of its child `worker`. Linux only: it reads /proc. */
export function watchMemory(server: number): Memory {
  let peak = { server: 0, worker: 0 };
  const workers = new Set<number>();
  const look = () => {
    const worker = workerOf(server);
    if (worker !== null) workers.add(worker);
    peak = {
      server: Math.max(peak.server, residentOf(server)),
      worker: Math.max(peak.worker, worker === null ? 0 : residentOf(worker)),
    };
  };
  const timer = setInterval(look, 250);
  return {
    peak: () => {
      const seen = peak;
      peak = { server: 0, worker: 0 };
      return seen;
    },
    restarts: () => Math.max(0, workers.size - 1),
    stop: () => clearInterval(timer),
  };
}

function workerOf(parent: number): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [status, command] = [readOrEmpty(`/proc/${name}/status`), readOrEmpty(`/proc/${name}/cmdline`)];
    if (Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) === parent && command.split('\0').includes('worker'))
      return Number(name);
  }
  return null;
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** A process may end while we look. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
