import { Hono } from 'hono';
import type { DataSource } from 'typeorm';

const DEADLINE_MS = 1000;

/**
 * `/livez`: the process answers. `/readyz`: the database answers and, where this process forked one, a worker is
 * alive; what fails is named, without details that could hold a secret.
 */
export function healthRoutes({ source, expectWorker }: { source: DataSource; expectWorker: boolean }): Hono {
  const routes = new Hono();
  routes.get('/livez', (context) => context.json({ status: 'ok' }));
  routes.get('/readyz', async (context) => {
    const failing = await failingParts(source, expectWorker);
    return context.json({ status: failing.length === 0 ? 'ok' : 'failing', failing }, failing.length === 0 ? 200 : 503);
  });
  return routes;
}

async function failingParts(source: DataSource, expectWorker: boolean): Promise<string[]> {
  const look: Promise<{ workers: number }[]> = source.query(
    `SELECT count(*)::int AS workers FROM executors WHERE heartbeat_at > now() - interval '15 seconds'`,
  );
  const late = new Promise<null>((resolve) => setTimeout(resolve, DEADLINE_MS, null).unref());
  const rows = await Promise.race([look.catch(() => null), late]);
  if (rows === null) return ['database'];
  return expectWorker && (rows[0]?.workers ?? 0) === 0 ? ['worker'] : [];
}
