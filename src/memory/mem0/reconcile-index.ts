import type { DataSource } from 'typeorm';
import { ASKED_MINUTES, MAY_BE_INDEXED } from './kept-memories.js';
import type { KeptIndex } from './memory-index.js';

/** What was put right for one installation. */
export interface Reconciled {
  /** Memories that the index had and the rows did not know of. */
  adopted: number;
  /** What lay in the index and may not, twice or any more. */
  removed: number;
  /** Rows of which the index has lost the memory. */
  lost: number;
}

/**
 * Compares what the index has of an installation with the rows, and mends it on both sides: an answer that was lost, a
 * worker that was killed between two steps, a row that went with its repository, somebody who cleared the index. Throws
 * as the index, and what the database throws.
 */
export async function reconcileIndex(
  { source, index }: { source: DataSource; index: KeptIndex },
  installationId: number,
  signal: AbortSignal,
): Promise<Reconciled> {
  const { entries, whole } = await index.list(installationId, signal);
  const adopted: { id: string }[] = (
    await source.query(
      `UPDATE memories t SET mem0_id = e.index_id, mem0_asked_at = coalesce(t.mem0_asked_at, now()) FROM installations i, memories m
         JOIN (SELECT DISTINCT ON (memory_id) memory_id, index_id FROM unnest($2::uuid[], $3::text[]) AS e (memory_id, index_id)
                ORDER BY memory_id, index_id) e ON e.memory_id = m.id
        WHERE t.id = m.id AND i.id = m.installation_id AND m.installation_id = $1 AND m.mem0_id IS NULL AND ${MAY_BE_INDEXED}
       RETURNING t.id`,
      [installationId, ...columns(entries.filter((entry) => entry.memoryId !== null))],
    )
  )[0];
  const strays: { indexId: string }[] = await source.query(
    `SELECT e.index_id AS "indexId" FROM unnest($2::uuid[], $3::text[]) AS e (memory_id, index_id)
       LEFT JOIN (memories m JOIN installations i ON i.id = m.installation_id)
         ON m.id = e.memory_id AND m.installation_id = $1 AND m.mem0_id = e.index_id AND ${MAY_BE_INDEXED}
      WHERE m.id IS NULL`,
    [installationId, ...columns(entries)],
  );
  for (const { indexId } of strays) await index.remove(indexId, signal);
  const lost: { id: string }[] = whole
    ? (
        await source.query(
          `UPDATE memories SET mem0_id = NULL, mem0_asked_at = NULL
            WHERE installation_id = $1 AND mem0_id IS NOT NULL AND mem0_id <> ALL ($2)
              AND mem0_asked_at < now() - interval '${ASKED_MINUTES} minutes' RETURNING id`,
          [installationId, entries.map(({ indexId }) => indexId)],
        )
      )[0]
    : [];
  return { adopted: adopted.length, removed: strays.length, lost: lost.length };
}

/** Every installation, one after the other; for a job. Throws as `reconcileIndex`. */
export async function reconcileAll(
  ports: { source: DataSource; index: KeptIndex },
  signal: AbortSignal,
): Promise<Reconciled> {
  const all: Reconciled = { adopted: 0, removed: 0, lost: 0 };
  const installations: { id: number }[] = await ports.source.query(
    'SELECT id FROM installations WHERE deleted_at IS NULL ORDER BY id',
  );
  for (const { id } of installations) {
    const one = await reconcileIndex(ports, id, signal);
    all.adopted += one.adopted;
    all.removed += one.removed;
    all.lost += one.lost;
  }
  return all;
}

function columns(entries: readonly { memoryId: string | null; indexId: string }[]): [(string | null)[], string[]] {
  return [entries.map(({ memoryId }) => memoryId), entries.map(({ indexId }) => indexId)];
}
