import type { EntityManager } from 'typeorm';
import { MEMORY_SEEN, seenBy, type SeenMemories } from './list-memories.js';

/** After so many days without a use somebody should look at a memory (memory.md). */
const UNUSED_DAYS = 90;
const SOON_DAYS = 14;

/** How many memories there are, of those that are neither forgotten nor run out. */
export interface MemoryCounts {
  total: number;
  by_state: Record<string, number>;
  by_type: Record<string, number>;
  applied: number;
  times_applied: number;
  last_applied_at: string | null;
  unused: number;
  expiring: number;
}

/** Counts what may be seen; dismissals do not count as unused: they wait for what they are about to come again. */
export async function countMemories(manager: EntityManager, seen: SeenMemories): Promise<MemoryCounts> {
  const rows: (Omit<MemoryCounts, 'last_applied_at'> & { last_applied_at: Date | null })[] = await manager.query(
    `WITH seen AS (SELECT m.* FROM memories m
           WHERE ${MEMORY_SEEN} AND m.state <> 'deleted' AND (m.expires_at IS NULL OR m.expires_at > now()))
     SELECT count(*)::int AS total,
            COALESCE((SELECT json_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM seen GROUP BY state) s), '{}') AS by_state,
            COALESCE((SELECT json_object_agg(type, n) FROM (SELECT type, count(*) AS n FROM seen GROUP BY type) t), '{}') AS by_type,
            (count(*) FILTER (WHERE used_count > 0))::int AS applied, COALESCE(sum(used_count), 0)::int AS times_applied,
            max(last_used_at) AS last_applied_at,
            (count(*) FILTER (WHERE state = 'active' AND type NOT IN ('dismissal', 'project_map')
              AND greatest(last_used_at, state_changed_at, created_at) < now() - interval '${UNUSED_DAYS} days'))::int AS unused,
            (count(*) FILTER (WHERE state = 'active' AND expires_at < now() + interval '${SOON_DAYS} days'))::int AS expiring
       FROM seen`,
    seenBy(seen),
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate gives one row');
  return { ...row, last_applied_at: row.last_applied_at?.toISOString() ?? null };
}
