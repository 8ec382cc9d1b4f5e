import type { DataSource } from 'typeorm';
import { cutText } from '../../words/cut-text.js';
import { addMemory } from '../add-memory.js';
import { changeState } from '../change-state.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from '../memory-row.js';
import { sourceHash } from '../stale/check-sources.js';
import { LONGEST_TEXT, type Memory } from '../types.js';
import type { MapEntry } from './types.js';

/** What a rescan did to the map, by part. */
export interface ReplacedMap {
  added: string[];
  removed: string[];
  kept: string[];
  /** People disabled or forgot these. */
  unwanted: string[];
}

/**
 * Makes the map of a repository what `entries` say: parts that are as they were stay with their numbers, the others are
 * replaced, and what nobody tells any more goes. What people disabled or forgot stays away. Active at once: a map
 * describes and silences nothing. `linkOf` gives the address of a line. Safe to repeat.
 */
export async function replaceProjectMap(
  source: DataSource,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
  entries: readonly MapEntry[],
  linkOf: (path: string, line: number) => string,
): Promise<ReplacedMap> {
  const rows: (MemoryRow & { byPerson: boolean })[] = await source.query(
    `SELECT ${MEMORY_COLUMNS}, m.deleted_by_id IS NOT NULL AS "byPerson" FROM memories m
      WHERE m.installation_id = $1 AND m.repository_id = $2 AND m.type = 'project_map' AND m.source_key LIKE 'map:%'
      ORDER BY m.number DESC`,
    [installationId, repositoryId],
  );
  const replaced: ReplacedMap = { added: [], removed: [], kept: [], unwanted: [] };
  const live = rows.filter(({ state }) => state !== 'deleted').map(memoryOf);
  const unwanted = new Set(
    rows
      .filter(({ state, byPerson }) => state === 'disabled' || (state === 'deleted' && byPerson))
      .map(({ sourceKey }) => sourceKey),
  );
  const wanted = new Map(entries.map((entry) => [`map:${entry.part}`, entry]));
  for (const memory of live) {
    const part = (memory.source.key ?? '').slice('map:'.length);
    const entry = wanted.get(memory.source.key ?? '');
    if (memory.state === 'disabled') replaced.unwanted.push(part);
    else if (entry !== undefined && memory.state === 'active' && isSame(memory, entry)) {
      replaced.kept.push(part);
      wanted.delete(memory.source.key ?? '');
    } else {
      await changeState(source, { installationId, numbers: [memory.number] }, 'delete', { by: null, key: 'rescan' });
      replaced.removed.push(part);
    }
  }
  for (const [key, entry] of wanted) {
    if (unwanted.has(key)) {
      if (!replaced.unwanted.includes(entry.part)) replaced.unwanted.push(entry.part);
      continue;
    }
    await addMemory(source, {
      installationId,
      type: 'project_map',
      text: cutText(entry.text, LONGEST_TEXT),
      state: 'active',
      scope: { repositoryId, pathGlob: null, symbol: null, rule: null, developer: null },
      source: {
        kind: 'file',
        key,
        link: linkOf(entry.path, entry.line),
        path: entry.path,
        line: entry.line,
        quote: entry.quote,
        sha256: sourceHash(entry.quote),
        pullRequestId: null,
      },
      author: null,
      confidence: entry.confidence,
      days: null,
    });
    replaced.added.push(entry.part);
  }
  return replaced;
}

function isSame({ text, source }: Memory, entry: MapEntry): boolean {
  return (
    text === cutText(entry.text, LONGEST_TEXT) &&
    source.path === entry.path &&
    source.sha256 === sourceHash(entry.quote)
  );
}
