import type { DataSource, EntityManager } from 'typeorm';
import { changeState } from '../memory/change-state.js';
import { MEMORY_FILE } from '../memory/files/memory-file.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from '../memory/memory-row.js';
import { RefusedMemoryError } from '../memory/refused-memory-error.js';
import type { Memory, Person } from '../memory/types.js';
import { coverAgain } from './cover-again.js';
import { stillCovered, type StillCovered } from './still-covered.js';

/** What was forgotten. */
export interface Forgotten {
  memory: Memory;
  /** The findings that are open again, where it was a dismissal. */
  reopened: { pullRequestId: string; pullNumber: number; handle: number }[];
  /** Those of its pull request that another dismissal keeps dismissed. */
  kept: StillCovered[];
}

/**
 * Forgets a memory of an installation, by its number: a dismissal with everything it covered, whose findings are open
 * again where no other dismissal covers them. Returns what was forgotten; the same `key` (the comment that asks) again returns the same, null where there is
 * nothing to forget. Throws RefusedMemoryError for one that a file of the repository says: it would come back.
 */
export function forgetMemory(
  source: Pick<DataSource, 'transaction'>,
  {
    installationId,
    number,
    by,
    key,
  }: { installationId: number; number: number; by: Person | null; key: string | null },
): Promise<Forgotten | null> {
  return source.transaction(async (manager) => {
    const [changed] = await changeState(manager, { installationId, numbers: [number] }, 'delete', { by, key });
    const memory = changed ?? (await forgottenBy(manager, installationId, number, key));
    if (memory === null) return null;
    const { source: told } = memory;
    if (told.kind === 'file' && told.path === MEMORY_FILE) {
      const repository = await fullNameOf(manager, memory);
      throw new RefusedMemoryError(
        `M${number} stands in \`${told.path}\`, line ${told.line}: take it out there. Until then \`nectr memories disable M${number} --repo ${repository}\` on the server switches it off.`,
      );
    }
    if (memory.dismissal === null) return { memory, reopened: [], kept: [] };
    if (changed !== undefined) await reopenCovered(manager, memory.id);
    const reopened: Forgotten['reopened'] = await manager.query(
      `SELECT p.id AS "pullRequestId", p.number AS "pullNumber", f.handle
         FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
        WHERE f.dismissal_id = $1 AND f.state = 'open' ORDER BY p.number, f.handle`,
      [memory.id],
    );
    const { pullRequestId } = told;
    return {
      memory,
      reopened,
      kept: pullRequestId === null ? [] : await stillCovered(manager, memory.id, pullRequestId),
    };
  });
}

async function fullNameOf(manager: EntityManager, { scope }: Memory): Promise<string> {
  const rows: { name: string }[] = await manager.query('SELECT full_name AS name FROM repositories WHERE id = $1', [
    scope.repositoryId,
  ]);
  return rows[0]?.name ?? '<owner>/<repo>';
}

async function forgottenBy(
  manager: EntityManager,
  installationId: number,
  number: number,
  key: string | null,
): Promise<Memory | null> {
  if (key === null) return null;
  const rows: MemoryRow[] = await manager.query(
    `SELECT ${MEMORY_COLUMNS} FROM memories m
      WHERE m.installation_id = $1 AND m.number = $2 AND m.state = 'deleted' AND m.deleted_key = $3`,
    [installationId, number, key],
  );
  return rows[0] === undefined ? null : memoryOf(rows[0]);
}

/**
 * Brings a forgotten memory back, within 30 days: a dismissal with everything it covered. Returns it; null where there
 * is nothing to bring back.
 */
export function restoreMemory(
  source: Pick<DataSource, 'transaction'>,
  { installationId, number, by }: { installationId: number; number: number; by: Person | null },
): Promise<Memory | null> {
  return source.transaction(async (manager) => {
    const [memory] = await changeState(manager, { installationId, numbers: [number] }, 'restore', { by });
    if (memory === undefined) return null;
    // Those that it covered may have been another's in between.
    if (memory.dismissal !== null) await coverAgain(manager, await wereDismissed(manager, memory.id));
    return memory;
  });
}

/** The open findings of the repository that once were dismissed, and all of the pull request where it was said. */
async function wereDismissed(manager: EntityManager, dismissalId: string): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT f.id FROM findings f JOIN memories d ON d.repository_id = f.repository_id
      WHERE d.id = $1 AND f.state = 'open' AND (f.dismissal_id IS NOT NULL OR f.pull_request_id = d.pull_request_id)`,
    [dismissalId],
  );
  return rows.map(({ id }) => id);
}

/** Opens what a dismissal covered; what another one covers is dismissed by that from then on. */
export async function reopenCovered(manager: EntityManager, dismissalId: string): Promise<void> {
  const [opened]: [{ id: string }[], number] = await manager.query(
    `UPDATE findings SET state = 'open', dismissed_reason = NULL, dismissed_by = NULL, dismissed_until = NULL
      WHERE dismissal_id = $1 AND state = 'dismissed' RETURNING id`,
    [dismissalId],
  );
  await coverAgain(
    manager,
    opened.map(({ id }) => id),
  );
}
