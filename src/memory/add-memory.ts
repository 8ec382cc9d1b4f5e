import type { DataSource, EntityManager } from 'typeorm';
import { isDisconnected } from './is-disconnected.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from './memory-row.js';
import { holdNumbers, NEXT_NUMBER } from './next-number.js';
import { RefusedMemoryError } from './refused-memory-error.js';
import {
  LONGEST_TEXT,
  type Memory,
  type MemoryScope,
  type MemorySource,
  type MemoryType,
  type Person,
} from './types.js';

/** Kept of one installation, deleted ones and dismissals aside: what applies to a change has to be found within milliseconds. */
export const MOST_MEMORIES = 2000;

/** What is to be remembered; a dismissal is entered with its finding, by the ledger. */
export interface NewMemory {
  installationId: number;
  type: Exclude<MemoryType, 'dismissal'>;
  text: string;
  state: 'candidate' | 'active';
  scope: MemoryScope;
  source: MemorySource;
  author: Person | null;
  /** 0 to 1. */
  confidence: number;
  /** Null: for good, or until `expiresAt`. */
  days: number | null;
  expiresAt?: Date | null;
}

/**
 * Adds a memory; the same source again, or the same words about the same scope, adds nothing: of words that are said
 * again only the end is new. Returns what is there now and whether it is new. Throws RefusedMemoryError for a text that
 * is empty or too long, where there are too many, and for a repository that is disconnected: what began before that must
 * not bring back what was removed with it.
 */
export function addMemory(
  source: Pick<DataSource, 'transaction'>,
  entry: NewMemory,
): Promise<{ memory: Memory; added: boolean }> {
  const text = entry.text.replaceAll(/[\s\0]+/g, ' ').trim();
  if (text === '') throw new RefusedMemoryError('There is nothing to remember: the text is empty.');
  if (text.length > LONGEST_TEXT) {
    throw new RefusedMemoryError(`A memory has at most ${LONGEST_TEXT} characters; this one has ${text.length}.`);
  }
  return source.transaction(async (manager) => {
    const { installationId, scope } = entry;
    const { repositoryId } = scope;
    await holdNumbers(manager, installationId);
    if (repositoryId !== null && (await isDisconnected(manager, { installationId, repositoryId }))) {
      throw new RefusedMemoryError('The repository is disconnected: nothing is remembered for it.');
    }
    const known = await sameOne(manager, entry, text);
    if (known !== null) return { memory: await lasting(manager, entry, known), added: false };
    const [counted]: { count: number }[] = await manager.query(
      `SELECT count(*)::integer AS count FROM memories
        WHERE installation_id = $1 AND state <> 'deleted' AND type <> 'dismissal'`,
      [installationId],
    );
    if ((counted?.count ?? 0) >= MOST_MEMORIES) {
      throw new RefusedMemoryError(`There are ${MOST_MEMORIES} memories already: forget some that are not used.`);
    }
    return { memory: await insertMemory(manager, entry, text), added: true };
  });
}

async function sameOne(manager: EntityManager, entry: NewMemory, text: string): Promise<Memory | null> {
  const { scope, source } = entry;
  const rows: MemoryRow[] = await manager.query(
    `SELECT ${MEMORY_COLUMNS} FROM memories m WHERE m.installation_id = $1 AND (
        ($2::text IS NOT NULL AND m.source_key = $2 AND m.pull_request_id IS NOT DISTINCT FROM $3::uuid
          AND m.repository_id IS NOT DISTINCT FROM $4::integer AND (m.state <> 'deleted' OR m.pull_request_id IS NOT NULL))
        OR (m.type = $5 AND lower(m.text) = lower($6) AND m.state IN ('candidate', 'active')
          AND (m.expires_at IS NULL OR m.expires_at > now())
          AND m.repository_id IS NOT DISTINCT FROM $4::integer AND m.path_glob IS NOT DISTINCT FROM $7::text
          AND m.symbol IS NOT DISTINCT FROM $8::text AND m.rule IS NOT DISTINCT FROM $9::text
          AND m.developer_id IS NOT DISTINCT FROM $10::bigint AND (m.state = 'active' OR $11 = 'candidate')))
      ORDER BY m.number LIMIT 1`,
    [
      entry.installationId,
      source.key,
      source.pullRequestId,
      scope.repositoryId,
      entry.type,
      text,
      scope.pathGlob,
      scope.symbol,
      scope.rule,
      scope.developer?.id ?? null,
      entry.state,
    ],
  );
  return rows[0] === undefined ? null : memoryOf(rows[0]);
}

/**
 * What is said again holds as long as it is said now: for so many days from now, until a day, or for good. The same
 * comment again says nothing new, a proposal neither, and of what a file says the file tells how long.
 */
async function lasting(manager: EntityManager, entry: NewMemory, known: Memory): Promise<Memory> {
  const { days, expiresAt = null, source } = entry;
  const isSaidAgain = source.key === null || source.key !== known.source.key;
  if (entry.state !== 'active' || known.state !== 'active' || !isSaidAgain || known.source.kind === 'file')
    return known;
  if (days === null && expiresAt?.getTime() === known.expiresAt?.getTime()) return known;
  const [rows]: [MemoryRow[], number] = await manager.query(
    `UPDATE memories m SET expires_at = coalesce($2::timestamptz, now() + make_interval(days => $3)) WHERE id = $1
      RETURNING ${MEMORY_COLUMNS}`,
    [known.id, expiresAt, days],
  );
  return rows[0] === undefined ? known : memoryOf(rows[0]);
}

/** Adds the row; the caller holds the installation's numbers and has checked the text. */
export async function insertMemory(manager: EntityManager, entry: NewMemory, text: string): Promise<Memory> {
  const { scope, source, author } = entry;
  const rows: MemoryRow[] = await manager.query(
    `INSERT INTO memories AS m (installation_id, repository_id, number, type, text, state, path_glob, symbol, rule,
            developer_login, developer_id, source_kind, source_key, source_link, source_path, source_line, source_quote,
            source_sha256, pull_request_id, author_login, author_id, confidence, expires_at)
     SELECT $1::integer, $2, ${NEXT_NUMBER}, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, coalesce($23::timestamptz, now() + make_interval(days => $22))
     RETURNING ${MEMORY_COLUMNS}`,
    [
      entry.installationId,
      scope.repositoryId,
      entry.type,
      text,
      entry.state,
      scope.pathGlob,
      scope.symbol,
      scope.rule,
      scope.developer?.login ?? null,
      scope.developer?.id ?? null,
      source.kind,
      source.key,
      source.link,
      source.path,
      source.line,
      source.quote,
      source.sha256,
      source.pullRequestId,
      author?.login ?? null,
      author?.id ?? null,
      entry.confidence,
      entry.days,
      entry.expiresAt ?? null,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL gave no row for the memory');
  return memoryOf(row);
}
