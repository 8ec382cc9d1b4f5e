import type { DataSource } from 'typeorm';

const DEADLINE_MS = 1000;

/**
 * Whether anybody does the work: asked, it looks whether a worker was heard of in the last `unattendedMs`. Nobody is
 * missed that long after the start, nor while the database is away: to start this process anew would not help then.
 * Asked often, it looks once a second.
 */
export function watchAttendance(source: DataSource, unattendedMs: number): () => Promise<boolean> {
  const startedAt = performance.now();
  let last = { at: -Infinity, answer: Promise.resolve(true) };
  return () => {
    const now = performance.now();
    if (now - startedAt < unattendedMs) return Promise.resolve(true);
    if (now - last.at >= 1000) last = { at: now, answer: look(source, unattendedMs) };
    return last.answer;
  };
}

async function look(source: DataSource, unattendedMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, DEADLINE_MS, true);
  });
  const asked = source
    .query('SELECT EXISTS (SELECT FROM executors WHERE heartbeat_at > now() - make_interval(secs => $1)) AS attended', [
      unattendedMs / 1000,
    ])
    .then((rows: { attended: boolean }[]) => rows[0]?.attended ?? true)
    .catch(() => true);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
