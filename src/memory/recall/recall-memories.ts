import { estimateTokens } from '../../claude/estimate-tokens.js';
import type { MemoryIndex } from '../mem0/memory-index.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from '../memory-row.js';
import { isAboutPerson, type Memory } from '../types.js';
import { askIndex } from './ask-index.js';
import { findCandidates, IN_SCOPE, type Candidate, type RecallTenant } from './find-candidates.js';
import { matchingGlobs } from './matching-globs.js';
import { readInTime, RecallTimeoutError, type RecallSource } from './read-in-time.js';
import { rankCandidates } from './rank-candidates.js';
import { queryOfChange, queryOfWords, type AskedChange, type RecallQuery } from './recall-query.js';

/** What a prompt holds of them at most (memory.md). */
export const MOST_OF_PROJECT = 12;
export const MOST_OF_DEVELOPER = 5;
/** Of 1,500 in all; the others go to what is said around them, to the tools and to the form of the answer. */
const MOST_TOKENS = 1020;
/** Kept of these for the developer. */
const DEVELOPER_TOKENS = 300;
/** What its number, scope and source take beside a text. */
const FRAME_TOKENS = 30;
/** Memories about rules that one change is judged by. */
const MOST_RULED = 100;
/** Ids that the index is asked for: of some the scope is another. */
const MOST_BY_MEANING = 30;

export interface Recalled {
  /** What applies to the change, best first: of the project, then of its author. */
  memories: Memory[];
  /** All that are about a rule and may cover the change, found by their key; some stand in `memories` too. */
  ruled: Memory[];
  /** What could not be asked, with the reason. */
  missing: { source: string; reason: string }[];
}

/** Where memories are looked for. */
export interface RecallPorts {
  source: RecallSource;
  /** Finds by meaning; absent or null: none is configured. */
  index?: MemoryIndex | null;
}

/**
 * What is remembered that applies to a change (memory.md, "Recall"): by the keys of its scope, then by its text, and by
 * meaning where there is an index, whose answers are only ids: scope and tenant are asked again here. Two statements.
 * Throws what the database throws; an index that fails, and a database that is late, are named in `missing`.
 */
export async function recallMemories(
  ports: RecallPorts,
  tenant: RecallTenant,
  change: AskedChange,
  signal: AbortSignal,
): Promise<Recalled> {
  try {
    return await recall(ports, tenant, change, signal);
  } catch (error) {
    if (!(error instanceof RecallTimeoutError)) throw error;
    return { memories: [], ruled: [], missing: [{ source: 'memories', reason: error.message }] };
  }
}

async function recall(
  { source, index = null }: RecallPorts,
  tenant: RecallTenant,
  change: AskedChange,
  signal: AbortSignal,
): Promise<Recalled> {
  const query = queryOfChange(change);
  const [found, meaning] = await Promise.all([
    findCandidates(source, tenant, query),
    askIndex(index, { installationId: tenant.installationId, text: textOf(query), limit: MOST_BY_MEANING }, signal),
  ]);
  const globs = matchingGlobs(globsOf(found), change.paths);
  const candidates = found.filter(({ pathGlob }) => pathGlob === null || globs.matching.has(pathGlob));
  const best = bestOf(candidates, meaning.ids, { project: MOST_OF_PROJECT, developer: MOST_OF_DEVELOPER });
  const ruled = candidates.filter(({ rule }) => rule !== null).slice(0, MOST_RULED);
  const read = await readMemories(source, tenant, [...best, ...ruled.map(({ id }) => id)]);
  return {
    memories: withinTokens(best.flatMap((id) => read.get(id) ?? [])),
    ruled: ruled.flatMap(({ id }) => read.get(id) ?? []),
    missing: [
      ...meaning.missing,
      ...(globs.isWhole
        ? []
        : [{ source: 'memories', reason: 'the change is too large to try the paths of all of them' }]),
    ],
  };
}

/**
 * What is remembered of the project, or of its author, that has to do with some words; best first, whatever place it is
 * about. Throws RecallTimeoutError, and what the database throws.
 */
export async function searchMemories(
  source: RecallSource,
  tenant: RecallTenant,
  { words, of, limit }: { words: string; of: 'project' | 'developer'; limit: number },
): Promise<Memory[]> {
  const found = await findCandidates(source, tenant, queryOfWords(words), { anySymbol: true });
  const own = found.filter(({ type }) => isAboutPerson(type) === (of === 'developer'));
  const best = rankCandidates(own.map((one) => ({ ...one, pathGlob: null, symbol: null }))).slice(0, limit);
  const read = await readMemories(source, tenant, best);
  return best.flatMap((id) => read.get(id) ?? []);
}

function globsOf(candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ pathGlob }) => (pathGlob === null ? [] : [pathGlob]));
}

/** For the index: what the change says of itself, without its code. */
function textOf({ pieces }: RecallQuery): string {
  return pieces
    .map(({ text }) => text)
    .join('\n')
    .slice(0, 1000);
}

/** Ids in the order of their rank; where there are so few that all can be told, those nothing speaks for come last. */
function bestOf(
  candidates: readonly Candidate[],
  byMeaning: readonly string[],
  most: { project: number; developer: number },
): string[] {
  const known = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const part = (ofPerson: boolean, limit: number) => {
    const own = candidates.filter(({ type }) => isAboutPerson(type) === ofPerson);
    const ids = rankCandidates(
      own,
      byMeaning.filter((id) => known.has(id) && isAboutPerson(known.get(id)?.type ?? 'decision') === ofPerson),
    );
    const rest = own.length <= limit ? own.map(({ id }) => id).filter((id) => !ids.includes(id)) : [];
    return [...ids, ...rest].slice(0, limit);
  };
  return [...part(false, most.project), ...part(true, most.developer)];
}

/** By id. The tenant is asked again: an id may come from outside, and a state may have changed meanwhile. */
async function readMemories(
  source: RecallSource,
  { installationId, repositoryId, developerId }: RecallTenant,
  ids: readonly string[],
): Promise<Map<string, Memory>> {
  if (ids.length === 0) return new Map();
  const rows = await readInTime<MemoryRow>(
    source,
    `SELECT ${MEMORY_COLUMNS} FROM memories m WHERE ${IN_SCOPE} AND m.id = ANY ($4::uuid[])`,
    [installationId, repositoryId, developerId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, memoryOf(row)]));
}

/** As many as there is room for, the best first; those of the developer have a room of their own. */
function withinTokens(memories: readonly Memory[]): Memory[] {
  const left = { project: MOST_TOKENS - DEVELOPER_TOKENS, developer: DEVELOPER_TOKENS };
  if (!memories.some(({ type }) => isAboutPerson(type))) left.project = MOST_TOKENS;
  return memories.filter(({ type, text }) => {
    const room = isAboutPerson(type) ? 'developer' : 'project';
    const tokens = estimateTokens(text) + FRAME_TOKENS;
    if (tokens > left[room]) return false;
    left[room] -= tokens;
    return true;
  });
}
