import type { DataSource } from 'typeorm';

/** `silentMs`: how long this worker had not been heard of before. `unheard`: the database did not answer. */
export type Beat = { kind: 'alive'; silentMs: number } | { kind: 'lost' } | { kind: 'unheard' };

export interface Heartbeat {
  /** Beats out of turn. */
  beat(): Promise<Beat>;
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
  let lost = false;
  let timer: NodeJS.Timeout;
  const beat = async (): Promise<Beat> => {
    const told = await tell(source, executorId);
    if (told.kind === 'lost' && !stopped && !lost) {
      lost = true;
      onLost();
    }
    return told;
  };
  const again = async (): Promise<void> => {
    await beat();
    if (!stopped && !lost) timer = setTimeout(() => void again(), intervalMs);
  };
  timer = setTimeout(() => void again(), intervalMs);
  return {
    beat,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await source.query('DELETE FROM executors WHERE executor_id = $1', [executorId]);
    },
  };
}

async function tell(source: DataSource, executorId: string): Promise<Beat> {
  try {
    const [rows]: [{ ms: number }[], number] = await source.query(
      `UPDATE executors e SET heartbeat_at = now() FROM executors before
        WHERE e.executor_id = $1 AND before.executor_id = e.executor_id
        RETURNING (extract(epoch FROM now() - before.heartbeat_at) * 1000)::float8 AS ms`,
      [executorId],
    );
    return rows[0] ? { kind: 'alive', silentMs: rows[0].ms } : { kind: 'lost' };
  } catch {
    return { kind: 'unheard' };
  }
}
