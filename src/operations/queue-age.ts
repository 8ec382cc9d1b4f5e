import type { DataSource } from 'typeorm';

export interface QueueState {
  queue: string;
  waiting: number;
  running: number;
  /** Seconds since the oldest due piece of work was queued; 0 where none waits. */
  oldestSeconds: number;
}

/** How long the queues are. Work that waits for a later time does not count as late. */
export function queueAge(source: DataSource): Promise<QueueState[]> {
  return source.query(
    `SELECT queue_name AS queue,
            count(*) FILTER (WHERE status IN ('ENQUEUED', 'DELAYED'))::int AS waiting,
            count(*) FILTER (WHERE status = 'PENDING')::int AS running,
            COALESCE(extract(epoch FROM now()) - min(GREATEST(created_at, COALESCE(delay_until_epoch_ms, 0)))
              FILTER (WHERE status = 'ENQUEUED' OR (status = 'DELAYED'
                AND delay_until_epoch_ms < (extract(epoch FROM now()) * 1000)::bigint)) / 1000.0, 0)::float8 AS "oldestSeconds"
       FROM dbos.workflow_status WHERE status IN ('ENQUEUED', 'DELAYED', 'PENDING') AND queue_name IS NOT NULL
      GROUP BY queue_name ORDER BY queue_name`,
  );
}
