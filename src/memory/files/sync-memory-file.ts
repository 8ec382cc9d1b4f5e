import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { insertMemory, MOST_MEMORIES } from '../add-memory.js';
import { changeState, UNDO_DAYS } from '../change-state.js';
import { isDisconnected } from '../is-disconnected.js';
import { holdNumbers } from '../next-number.js';
import { type KnownEntry, matchEntries } from './match-entries.js';
import { MEMORY_FILE } from './memory-file.js';
import { type FileEntry, type MemoryFilePorts, parseMemoryFile } from './parse-memory-file.js';
import { memorySource } from '../memory-source.js';

interface Owner {
  installationId: number;
  repositoryId: number;
}

interface KnownRow extends KnownEntry {
  number: number;
  line: number | null;
  expiresAt: Date | null;
  state: string;
}

/**
 * Brings what a repository remembers to what its `.github/nectr/memories.yml` says; `bytes` null: there is no such
 * file. A new entry is a memory, a changed one changes its memory, one that is gone is forgotten, and what people
 * switched off stays so. A file that cannot be read changes nothing, nor does one of a repository that was disconnected
 * meanwhile. The same bytes again cost one question of the
 * database. Returns what is wrong with the file, as Markdown for the summary.
 */
export async function syncMemoryFile(
  source: DataSource,
  owner: Owner,
  bytes: Buffer | null,
  ports: MemoryFilePorts,
): Promise<string[]> {
  const sha256 = bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
  const taken = await takenOf(source, owner);
  if (taken !== null && taken.sha256 === sha256) return taken.notices;
  const { entries, notices } = bytes === null ? { entries: [], notices: [] } : await parseMemoryFile(bytes, ports);
  return source.transaction(async (manager) => {
    await holdNumbers(manager, owner.installationId);
    if (await isDisconnected(manager, owner)) return [];
    const left = entries === null ? 0 : await apply(manager, owner, entries);
    const all = [
      ...notices,
      ...(entries === null && (await holdsAny(manager, owner)) ? ['What it said before still applies'] : []),
      ...(left === 0 ? [] : [`${left} more in \`${MEMORY_FILE}\` found no room: there are ${MOST_MEMORIES} memories`]),
    ];
    await manager.query('UPDATE repositories SET memory_file = $3 WHERE id = $1 AND installation_id = $2', [
      owner.repositoryId,
      owner.installationId,
      jsonText({ sha256, notices: all }),
    ]);
    return all;
  });
}

async function takenOf(
  source: Pick<DataSource, 'query'>,
  { installationId, repositoryId }: Owner,
): Promise<{ sha256: string | null; notices: string[] } | null> {
  const rows: { taken: { sha256: string | null; notices: string[] } | null }[] = await source.query(
    'SELECT memory_file AS taken FROM repositories WHERE id = $1 AND installation_id = $2',
    [repositoryId, installationId],
  );
  const [repository] = rows;
  if (repository === undefined) throw new Error(`repository ${repositoryId} is none of installation ${installationId}`);
  return repository.taken;
}

/** Returns how many entries there was no room for. */
async function apply(manager: EntityManager, owner: Owner, entries: readonly FileEntry[]): Promise<number> {
  const { matched, added, gone } = matchEntries(entries, await knownOf(manager, owner));
  const numbers = gone.map(({ number }) => number);
  await changeState(manager, { installationId: owner.installationId, numbers }, 'delete', {
    by: null,
    reason: `${MEMORY_FILE} does not say it any more`,
  });
  for (const [entry, known] of matched) if (!isAsBefore(entry, known)) await take(manager, owner, entry, known);
  const room = await roomOf(manager, owner.installationId);
  for (const entry of added.slice(0, room)) await add(manager, owner, entry);
  return Math.max(0, added.length - room);
}

/**
 * What the file held and, so that nothing is said twice, what else is active for the repository; what the file had lost
 * lately gets its number back.
 */
function knownOf(manager: EntityManager, { installationId, repositoryId }: Owner): Promise<KnownRow[]> {
  return manager.query(
    `SELECT id, number, text, type, path_glob AS "pathGlob", symbol, rule, source_line AS line, expires_at AS "expiresAt", state,
            source_kind = 'file' AND source_path = $3 AND state <> 'deleted' AS "isHeld"
       FROM memories
      WHERE installation_id = $1 AND repository_id = $2 AND developer_id IS NULL AND type <> 'dismissal'
        AND ((source_kind = 'file' AND source_path = $3
              AND (state <> 'deleted' OR (deleted_by IS NULL AND deleted_at > now() - make_interval(days => ${UNDO_DAYS}))))
          OR (state = 'active' AND source_kind <> 'file' AND (expires_at IS NULL OR expires_at > now())))
      ORDER BY state = 'deleted', source_line, number`,
    [installationId, repositoryId, MEMORY_FILE],
  );
}

/** Also where it stands: the line is shown. */
function isAsBefore(entry: FileEntry, known: KnownRow): boolean {
  return (
    known.isHeld &&
    known.text === entry.text &&
    known.type === entry.type &&
    known.pathGlob === entry.pathGlob &&
    known.symbol === entry.symbol &&
    known.rule === entry.rule &&
    known.line === entry.line &&
    known.expiresAt?.getTime() === entry.expiresAt?.getTime()
  );
}

/**
 * What is switched off stays off; what was out of date because of what stood there is said anew. A trigger notes for the
 * index outside that the words are others.
 */
async function take(manager: EntityManager, owner: Owner, entry: FileEntry, known: KnownRow): Promise<void> {
  const isEdited = !isAsBefore({ ...entry, line: known.line ?? 0 }, known);
  await manager.query(
    `UPDATE memories SET text = $3::varchar, type = $4, path_glob = $5, symbol = $6, rule = $7, expires_at = $8, source_kind = 'file',
            source_key = $9, source_path = $10, source_line = $11, source_link = NULL, source_quote = NULL, source_sha256 = NULL,
            pull_request_id = NULL, confidence = 1,
            state = CASE WHEN 'disabled' IN (state, deleted_state) THEN 'disabled'
              WHEN state = 'stale' AND NOT $12::boolean THEN state ELSE 'active' END,
            state_reason = CASE WHEN state = 'disabled' OR (state = 'stale' AND NOT $12::boolean) THEN state_reason END,
            state_changed_at = CASE WHEN state IN ('active', 'disabled') THEN state_changed_at ELSE now() END,
            deleted_at = NULL, deleted_by = NULL, deleted_by_id = NULL, deleted_key = NULL, deleted_state = NULL
      WHERE id = $1 AND installation_id = $2`,
    [
      known.id,
      owner.installationId,
      entry.text,
      entry.type,
      entry.pathGlob,
      entry.symbol,
      entry.rule,
      entry.expiresAt,
      entry.key,
      MEMORY_FILE,
      entry.line,
      isEdited,
    ],
  );
}

async function add(manager: EntityManager, { installationId, repositoryId }: Owner, entry: FileEntry): Promise<void> {
  const { text, type, pathGlob, symbol, rule, line, key, expiresAt } = entry;
  const memory = {
    installationId,
    type,
    text,
    state: 'active' as const,
    scope: { repositoryId, pathGlob, symbol, rule, developer: null },
    // No hash of a text: this sync is what keeps it true, and each base branch has a file of its own.
    source: memorySource('file', { key, path: MEMORY_FILE, line }),
    author: null,
    confidence: 1,
    days: null,
    expiresAt,
  };
  await insertMemory(manager, memory, text);
}

async function roomOf(manager: EntityManager, installationId: number): Promise<number> {
  const [counted]: { count: number }[] = await manager.query(
    `SELECT count(*)::integer AS count FROM memories WHERE installation_id = $1 AND state <> 'deleted'`,
    [installationId],
  );
  return Math.max(0, MOST_MEMORIES - (counted?.count ?? 0));
}

async function holdsAny(manager: EntityManager, { installationId, repositoryId }: Owner): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    `SELECT 1 FROM memories WHERE installation_id = $1 AND repository_id = $2 AND source_kind = 'file' AND source_path = $3
        AND state <> 'deleted' LIMIT 1`,
    [installationId, repositoryId, MEMORY_FILE],
  );
  return rows.length > 0;
}
