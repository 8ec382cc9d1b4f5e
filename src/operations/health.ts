import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import type { DataSource } from 'typeorm';
import { indexCounts } from '../memory/mem0/index-counts.js';
import { watchAttendance } from './watch-attendance.js';

const DEADLINE_MS = 1000;
const UNATTENDED_MS = 60_000;
/** A memory that has waited for the recall index for so long: the job runs every five minutes. */
const BEHIND_SECONDS = 1800;
const UNDEFINED_TABLE = '42P01';

/**
 * `/livez`: the process answers and, where it forked a worker, some worker has been heard of within a minute; a
 * database that is away is no reason to start anew. `/readyz`: whether this process can take a delivery: the database
 * answers within a second, and its schema is at least this version's. What is not well and keeps no delivery out stands
 * in `degraded`: a worker that is missing where this process forked one, a graph whose store gave the last scan no
 * answer, a recall index that is behind, GitHub that does not answer, a webhook that leads elsewhere. Parts are named without details that could hold
 * a secret.
 */
export function healthRoutes(options: {
  source: DataSource;
  expectWorker: boolean;
  /** Mem0 is configured. */
  expectIndex?: boolean;
  /** No worker for this long, milliseconds: nothing would be reviewed. */
  unattendedMs?: number;
  /** What else is not well, known without asking. */
  degraded?: () => string[];
}): Hono {
  const {
    source,
    expectWorker,
    expectIndex = false,
    unattendedMs = UNATTENDED_MS,
    degraded: others = () => [],
  } = options;
  const isAttended = watchAttendance(source, unattendedMs);
  const routes = new Hono();
  routes.get('/livez', async (context) => {
    if (!expectWorker || (await isAttended())) return context.json({ status: 'ok' });
    return context.json({ status: 'failing', failing: ['worker'] }, 503);
  });
  routes.get('/readyz', async (context) => {
    const { failing, degraded } = await lookInTime(() => look(source, { expectWorker, expectIndex }));
    const status = failing.length === 0 ? 'ok' : 'failing';
    return context.json({ status, failing, degraded: [...degraded, ...others()] }, status === 'ok' ? 200 : 503);
  });
  return routes;
}

interface Parts {
  failing: string[];
  degraded: string[];
}

async function lookInTime(looking: () => Promise<Parts>): Promise<Parts> {
  const late = new AbortController();
  const away = (part: string): Parts => ({ failing: [part], degraded: [] });
  try {
    const timeout = sleep(DEADLINE_MS, away('database'), { signal: late.signal });
    return await Promise.race([looking(), timeout]);
  } catch (error) {
    return away(
      error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE ? 'migrations' : 'database',
    );
  } finally {
    late.abort();
  }
}

async function look(
  source: DataSource,
  { expectWorker, expectIndex }: { expectWorker: boolean; expectIndex: boolean },
): Promise<Parts> {
  const rows: { workers: number; done: string[]; graph: boolean | null }[] = await source.query(
    `SELECT (SELECT count(*)::int FROM executors WHERE heartbeat_at > now() - interval '15 seconds') AS workers,
            ARRAY(SELECT name::text FROM schema_migrations) AS done,
            (SELECT details->>'failure' = 'store' FROM scans WHERE status IN ('completed', 'failed') ORDER BY id DESC LIMIT 1) AS graph`,
  );
  const { workers = 0, done = [], graph = null } = rows[0] ?? {};
  const migrated = source.migrations.every(({ name, constructor }) => done.includes(name ?? constructor.name));
  if (!migrated) return { failing: ['migrations'], degraded: [] };
  const behind = expectIndex && (await indexCounts(source)).oldestSeconds > BEHIND_SECONDS;
  const degraded = [
    ...(expectWorker && workers === 0 ? ['worker'] : []),
    ...(graph === true ? ['graph'] : []),
    ...(behind ? ['mem0'] : []),
  ];
  return { failing: [], degraded };
}
