import { Hono } from 'hono';
import type { DataSource } from 'typeorm';
import { watchAttendance } from './watch-attendance.js';

const DEADLINE_MS = 1000;
const UNATTENDED_MS = 60_000;
const UNDEFINED_TABLE = '42P01';

/**
 * `/livez`: the process answers and, where it forked a worker, some worker has been heard of within a minute; a
 * database that is away is no reason to start anew. `/readyz`: the database answers within a second, its schema is at least this
 * version's, where this process forked one, a worker is alive, and GitHub answers and sends its deliveries here; what
 * fails is named, without details that could hold a secret.
 */
export function healthRoutes(options: {
  source: DataSource;
  expectWorker: boolean;
  /** No worker for this long, milliseconds: nothing would be reviewed. */
  unattendedMs?: number;
  /** What else fails, known without asking. */
  failing?: () => string[];
}): Hono {
  const { source, expectWorker, unattendedMs = UNATTENDED_MS, failing: others = () => [] } = options;
  const isAttended = watchAttendance(source, unattendedMs);
  const routes = new Hono();
  routes.get('/livez', async (context) => {
    if (!expectWorker || (await isAttended())) return context.json({ status: 'ok' });
    return context.json({ status: 'failing', failing: ['worker'] }, 503);
  });
  routes.get('/readyz', async (context) => {
    const failing = [...(await failingParts(source, expectWorker)), ...others()];
    return context.json({ status: failing.length === 0 ? 'ok' : 'failing', failing }, failing.length === 0 ? 200 : 503);
  });
  return routes;
}

async function failingParts(source: DataSource, expectWorker: boolean): Promise<string[]> {
  const { promise: late, resolve } = deferred();
  const timer = setTimeout(resolve, DEADLINE_MS, ['database']);
  try {
    return await Promise.race([look(source, expectWorker), late]);
  } catch (error) {
    return [error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE ? 'migrations' : 'database'];
  } finally {
    clearTimeout(timer);
  }
}

async function look(source: DataSource, expectWorker: boolean): Promise<string[]> {
  const rows: { workers: number; done: string[] }[] = await source.query(
    `SELECT (SELECT count(*)::int FROM executors WHERE heartbeat_at > now() - interval '15 seconds') AS workers,
            ARRAY(SELECT name::text FROM schema_migrations) AS done`,
  );
  const { workers = 0, done = [] } = rows[0] ?? {};
  const migrated = source.migrations.every(({ name, constructor }) => done.includes(name ?? constructor.name));
  return [...(migrated ? [] : ['migrations']), ...(expectWorker && workers === 0 ? ['worker'] : [])];
}

function deferred(): { promise: Promise<string[]>; resolve: (parts: string[]) => void } {
  let resolve: (parts: string[]) => void = () => undefined;
  const promise = new Promise<string[]>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
