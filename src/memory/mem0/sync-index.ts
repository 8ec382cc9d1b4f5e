import type { DataSource } from 'typeorm';
import { MAY_BE_INDEXED, MUST_GO, NOT_ASKED_LATELY } from './kept-memories.js';
import { isOfOne, Mem0Error } from './mem0-error.js';
import type { IndexedMemory, KeptIndex } from './memory-index.js';
import { reconcileIndex } from './reconcile-index.js';

/** Claimed at a time: a worker that ends leaves no more of them waiting. */
const BATCH = 20;
/** Of one run, in milliseconds; the next goes on. */
const LONGEST_RUN = 60_000;

export interface SyncPorts {
  source: DataSource;
  index: KeptIndex;
  log: { warn(fields: object, message: string): void };
}

/** What a run has done. */
export interface Synced {
  added: number;
  removed: number;
  /** Those that Mem0 did not take; tried again later. */
  failed: number;
  /** Why it ended before it was through; null: it was. */
  stopped: string | null;
}

/**
 * Brings the index in step with the rows: what is no longer applied is removed, what is new is added. Each memory is
 * claimed before, so that two workers do not send one twice. Ends where the index is away; the next run goes on. Throws
 * what the database throws.
 */
export async function syncIndex(ports: SyncPorts, signal: AbortSignal): Promise<Synced> {
  const synced: Synced = { added: 0, removed: 0, failed: 0, stopped: null };
  const run = { ports, synced, until: Date.now() + LONGEST_RUN };
  const [start]: { now: Date }[] = await ports.source.query('SELECT now()');
  await inBatches(run, {
    claim: () => claimGone(ports.source, start?.now ?? new Date()),
    work: async ({ id, mem0Id }) => {
      await ports.index.remove(mem0Id, signal);
      await ports.source.query(
        'UPDATE memories SET mem0_id = NULL, mem0_asked_at = NULL, mem0_outdated = false WHERE id = $1',
        [id],
      );
      synced.removed += 1;
    },
  });
  const looked = new Set<number>();
  await inBatches(run, {
    claim: () => claimNew(ports.source),
    work: async (memory) => {
      // The last time its answer may have been lost.
      if (memory.askedBefore && !looked.has(memory.installationId)) {
        looked.add(memory.installationId);
        await reconcileIndex(ports, memory.installationId, signal);
      }
      if (await addOne(ports, memory, signal)) synced.added += 1;
    },
  });
  return synced;
}

/** Adds one that the index still lacks. One that was adopted or went meanwhile is taken back. */
async function addOne({ source, index }: SyncPorts, memory: IndexedMemory, signal: AbortSignal): Promise<boolean> {
  const lacking: unknown[] = await source.query('SELECT 1 FROM memories WHERE id = $1 AND mem0_id IS NULL', [
    memory.id,
  ]);
  if (lacking.length === 0) return false;
  const indexId = await index.add(memory, signal);
  const [kept]: [unknown[], number] = await source.query(
    'UPDATE memories SET mem0_id = $2 WHERE id = $1 AND (mem0_id IS NULL OR mem0_id = $2) RETURNING 1',
    [memory.id, indexId],
  );
  if (kept.length === 0) await index.remove(indexId, signal);
  return kept.length > 0;
}

interface Run {
  ports: SyncPorts;
  synced: Synced;
  /** When it ends. */
  until: number;
}

async function inBatches<T extends { id: string }>(
  { ports: { source, log }, synced, until }: Run,
  { claim, work }: { claim(): Promise<T[]>; work(row: T): Promise<void> },
): Promise<void> {
  while (synced.stopped === null) {
    const rows = await claim();
    for (const [at, row] of rows.entries()) {
      try {
        if (Date.now() > until) throw new OutOfTimeError();
        await work(row);
      } catch (error) {
        if (error instanceof Mem0Error && isOfOne(error.trouble)) {
          synced.failed += 1;
          log.warn({ err: error, memoryId: row.id }, 'the recall index is not in step with a memory yet');
          continue;
        }
        // What was not sent is tried at once when Mem0 is back; what may have been sent is looked for first.
        const unsent = rows.slice(error instanceof OutOfTimeError ? at : at + 1).map(({ id }) => id);
        await source.query('UPDATE memories SET mem0_asked_at = NULL WHERE id = ANY ($1)', [unsent]);
        if (!(error instanceof Mem0Error) && !(error instanceof OutOfTimeError)) throw error;
        synced.stopped = error.message;
        return;
      }
    }
    if (rows.length < BATCH) return;
  }
}

class OutOfTimeError extends Error {
  override readonly message = 'there is more than fits into one run';
}

/** What the index has and may not have any more. */
async function claimGone(source: DataSource, before: Date): Promise<{ id: string; mem0Id: string }[]> {
  const [rows]: [{ id: string; mem0Id: string }[], number] = await source.query(
    `UPDATE memories SET mem0_asked_at = now() WHERE id IN (
       SELECT m.id FROM memories m JOIN installations i ON i.id = m.installation_id
        WHERE ${MUST_GO} AND coalesce(m.mem0_asked_at < $2, true)
        ORDER BY m.state_changed_at LIMIT $1 FOR UPDATE OF m SKIP LOCKED)
     RETURNING id, mem0_id AS "mem0Id"`,
    [BATCH, before],
  );
  return rows;
}

/** What the index lacks. Words that were sent before, and may lie there, stay outdated until they are taken back. */
async function claimNew(source: DataSource): Promise<(IndexedMemory & { askedBefore: boolean })[]> {
  const [rows]: [(IndexedMemory & { askedBefore: boolean })[], number] = await source.query(
    `UPDATE memories t SET mem0_asked_at = now(), mem0_outdated = t.mem0_outdated AND c.asked FROM (
       SELECT m.id, m.mem0_asked_at IS NOT NULL AS asked
         FROM memories m JOIN installations i ON i.id = m.installation_id
        WHERE m.mem0_id IS NULL AND i.is_active AND ${MAY_BE_INDEXED} AND ${NOT_ASKED_LATELY}
        ORDER BY m.mem0_asked_at NULLS FIRST, m.created_at LIMIT $1 FOR UPDATE OF m SKIP LOCKED) c
      WHERE t.id = c.id
     RETURNING t.id, t.text, t.installation_id AS "installationId", t.repository_id AS "repositoryId", t.type,
               c.asked AS "askedBefore"`,
    [BATCH],
  );
  return rows;
}
