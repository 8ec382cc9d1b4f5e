import type { DataSource } from 'typeorm';
import { MAY_BE_INDEXED, MUST_GO } from './kept-memories.js';

/** How far the recall index is, as the rows tell it; Mem0 is not asked. */
export interface IndexCounts {
  /** Memories that are in it. */
  indexed: number;
  /** Those that wait to be added or removed. */
  waiting: number;
  /** For how long the oldest of them waits, in seconds; 0 where none does. */
  oldestSeconds: number;
}

/** Counts over all installations. Throws what the database throws. */
export async function indexCounts(source: Pick<DataSource, 'query'>): Promise<IndexCounts> {
  const rows: IndexCounts[] = await source.query(
    `SELECT count(*) FILTER (WHERE m.mem0_id IS NOT NULL)::int AS indexed,
            count(*) FILTER (WHERE w.waits)::int AS waiting,
            coalesce(extract(epoch FROM now() - min(greatest(m.state_changed_at, m.created_at)) FILTER (WHERE w.waits)), 0)::float8
              AS "oldestSeconds"
       FROM memories m JOIN installations i ON i.id = m.installation_id
            CROSS JOIN LATERAL (SELECT CASE WHEN m.mem0_id IS NULL THEN i.is_active AND ${MAY_BE_INDEXED}
                                            ELSE ${MUST_GO} END AS waits) w`,
  );
  return rows[0] ?? { indexed: 0, waiting: 0, oldestSeconds: 0 };
}
