import type { DataSource } from 'typeorm';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from './memory-row.js';
import type { Memory, MemoryState, Person } from './types.js';

/** A deleted memory can be brought back for so long. */
export const UNDO_DAYS = 30;

/** What people and code may do to a memory. */
export type StateChange = 'approve' | 'disable' | 'enable' | 'delete' | 'restore' | 'stale';

const CHANGES: Readonly<Record<StateChange, { from: readonly MemoryState[]; to: MemoryState }>> = {
  approve: { from: ['candidate', 'stale'], to: 'active' },
  disable: { from: ['candidate', 'active', 'stale'], to: 'disabled' },
  enable: { from: ['disabled', 'stale'], to: 'active' },
  delete: { from: ['candidate', 'active', 'stale', 'disabled'], to: 'deleted' },
  /** To what it was. */
  restore: { from: ['deleted'], to: 'active' },
  stale: { from: ['candidate', 'active'], to: 'stale' },
};

/**
 * Changes the state of memories of an installation, by number. `reason` is shown beside it, `key` names the comment
 * that asked. Returns those that changed: one that is elsewhere, or was deleted too long ago, is left as it is. A
 * dismissal's finding is not touched here: `forgetMemory` of the ledger does that.
 */
export async function changeState(
  source: Pick<DataSource, 'query'>,
  { installationId, numbers }: { installationId: number; numbers: readonly number[] },
  change: StateChange,
  { by, reason = null, key = null }: { by: Person | null; reason?: string | null; key?: string | null },
): Promise<Memory[]> {
  const { from, to } = CHANGES[change];
  const [rows]: [MemoryRow[], number] = await source.query(
    `UPDATE memories m SET state = ${change === 'restore' ? "coalesce(m.deleted_state, 'active')" : '$3::varchar'},
            deleted_state = CASE WHEN $3::varchar = 'deleted' THEN m.state END, state_reason = $4, state_changed_at = now(),
            -- Whoever says that it holds all the same stands for it: it does not rest on that source any more.
            source_quote = CASE WHEN m.state = 'stale' AND $3::varchar = 'active' THEN NULL ELSE m.source_quote END,
            source_sha256 = CASE WHEN m.state = 'stale' AND $3::varchar = 'active' THEN NULL ELSE m.source_sha256 END,
            deleted_at = CASE WHEN $3::varchar = 'deleted' THEN now() END, deleted_by = CASE WHEN $3::varchar = 'deleted' THEN $5::varchar END,
            deleted_by_id = CASE WHEN $3::varchar = 'deleted' THEN $6::bigint END, deleted_key = CASE WHEN $3::varchar = 'deleted' THEN $7::varchar END
      WHERE m.installation_id = $1 AND m.number = ANY ($2::integer[]) AND m.state = ANY ($8::varchar[])
        AND (m.deleted_at IS NULL OR m.deleted_at > now() - make_interval(days => ${UNDO_DAYS}))
      RETURNING ${MEMORY_COLUMNS}`,
    [installationId, numbers, to, reason, by?.login ?? null, by?.id ?? null, key, from],
  );
  return rows.map(memoryOf).toSorted((one, other) => one.number - other.number);
}
