import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** For each of so many runs. Pure. */
export function spentBetween(
  before: Record<string, number>,
  after: Record<string, number>,
  count: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, (value - (before[name] ?? 0)) / count]),
  );
}

/** Of all processes. Pure. */
export function processorTime(costs: Record<string, number>): number {
  return Object.entries(costs).reduce((sum, [name, value]) => (name.startsWith('ms of') ? sum + value : sum), 0);
}

/**
 * What was used since the start: processor time of the service and of PostgreSQL where it runs on this machine (Linux),
 * transactions, and statements where `pg_stat_statements` counts them.
 */
export async function readCosts(source: DataSource, serverPid: number): Promise<Record<string, number>> {
  // What sessions have counted is told by and by.
  await sleep(1500);
  const [database] = await source.query<[{ commits: number; backend: number; counted: boolean }]>(
    `SELECT xact_commit::float8 AS commits, pg_backend_pid() AS backend,
            EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements') AS counted
       FROM pg_stat_database WHERE datname = current_database()`,
  );
  const costs: Record<string, number> = { commits: database.commits };
  if (database.counted) {
    const [{ calls }] = await source.query<[{ calls: number }]>(
      `SELECT sum(calls)::float8 AS calls FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    costs['statements'] = calls;
  }
  const processes = readProcesses();
  const postmaster = processes.get(database.backend)?.parent;
  if (processes.size > 0) costs['ms of the service'] = timeOf(processes, serverPid);
  if (postmaster !== undefined) costs['ms of PostgreSQL'] = timeOf(processes, postmaster);
  return costs;
}

/** Of this machine, by their ids: the parent, and the milliseconds that they and their ended children computed. */
function readProcesses(): Map<number, { parent: number; ms: number }> {
  const found = new Map<number, { parent: number; ms: number }>();
  if (process.platform !== 'linux') return found;
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      // proc(5): ppid, then utime, stime, cutime and cstime in hundredths of a second.
      const ticks = fields.slice(11, 15).reduce((sum, one) => sum + one, 0);
      found.set(Number(name), { parent: fields[1] ?? 0, ms: ticks * 10 });
    } catch {
      // It has ended.
    }
  }
  return found;
}

function timeOf(processes: ReadonlyMap<number, { parent: number; ms: number }>, pid: number): number {
  const children = [...processes].filter(([, { parent }]) => parent === pid);
  return (processes.get(pid)?.ms ?? 0) + children.reduce((sum, [child]) => sum + timeOf(processes, child), 0);
}
