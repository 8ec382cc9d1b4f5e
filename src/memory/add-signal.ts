import type { DataSource } from 'typeorm';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from './memory-row.js';
import type { Memory } from './types.js';

/** So many that do not depend on each other make a candidate active (memory.md). */
export const SIGNALS_TO_PROMOTE = 3;

/**
 * Adds one thing that speaks for a memory: another extraction, a person's reply, a fix that followed it. `key` says
 * where it comes from, such as the pull request: the same one counts once. A candidate with enough of them becomes
 * active. Returns the memory as it is now; null: there is none.
 */
export function addSignal(
  source: DataSource,
  {
    installationId,
    memoryId,
    kind,
    key,
  }: {
    installationId: number;
    memoryId: string;
    kind: 'extraction' | 'reply' | 'fix';
    key: string;
  },
): Promise<Memory | null> {
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM memories WHERE id = $1 AND installation_id = $2 FOR UPDATE', [
      memoryId,
      installationId,
    ]);
    await manager.query(
      `INSERT INTO memory_signals (memory_id, kind, key, installation_id)
        SELECT id, $3, $4, installation_id FROM memories WHERE id = $1 AND installation_id = $2 ON CONFLICT DO NOTHING`,
      [memoryId, installationId, kind, key.slice(0, 255)],
    );
    const [rows]: [MemoryRow[], number] = await manager.query(
      `UPDATE memories m SET signals = s.count,
              state = CASE WHEN m.state = 'candidate' AND s.count >= ${SIGNALS_TO_PROMOTE} THEN 'active' ELSE m.state END,
              state_changed_at = CASE WHEN m.state = 'candidate' AND s.count >= ${SIGNALS_TO_PROMOTE} THEN now()
                ELSE m.state_changed_at END
         FROM (SELECT greatest(1, count(*))::integer AS count FROM memory_signals WHERE memory_id = $1) s
        WHERE m.id = $1 AND m.installation_id = $2 RETURNING ${MEMORY_COLUMNS}`,
      [memoryId, installationId],
    );
    return rows[0] === undefined ? null : memoryOf(rows[0]);
  });
}
