import type { DataSource } from 'typeorm';

export interface Heartbeat {
  /** Removes the row, so that others take over at once what is left. */
  stop(): Promise<void>;
}

/**
 * Says every `intervalMs`, by the database's clock, that this worker is alive. `onLost` is called once if its row is
 * gone: another worker took its work over while it was silent, and it must end (durable-engine.md 25). A database that
 * is away is no loss; the next beat tells.
 */
export async function startHeartbeat(options: {
  source: DataSource;
  executorId: string;
  role: string;
  version: string;
  intervalMs: number;
  onLost: () => void;
}): Promise<Heartbeat> {
  const { source, executorId, role, version, intervalMs, onLost } = options;
  await source.query('INSERT INTO executors (executor_id, role, version) VALUES ($1, $2, $3)', [
    executorId,
    role,
    version,
  ]);
  let stopped = false;
  let timer: NodeJS.Timeout;
  const beat = async (): Promise<void> => {
    const alive = await source
      .query('UPDATE executors SET heartbeat_at = now() WHERE executor_id = $1 RETURNING 1', [executorId])
      .then(([rows]: [unknown[], number]) => rows.length > 0)
      .catch(() => true);
    if (stopped) return;
    if (!alive) return onLost();
    timer = setTimeout(() => void beat(), intervalMs);
  };
  timer = setTimeout(() => void beat(), intervalMs);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await source.query('DELETE FROM executors WHERE executor_id = $1', [executorId]);
    },
  };
}
