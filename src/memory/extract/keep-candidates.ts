import type { DataSource } from 'typeorm';
import { addMemory } from '../add-memory.js';
import { addSignal } from '../add-signal.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from '../memory-row.js';
import type { Memory } from '../types.js';
import { RefusedMemoryError } from '../refused-memory-error.js';
import { sourceHash } from '../stale/check-sources.js';
import { sameWords } from '../words/same-words.js';
import { isAboutDeveloper } from './check-proposals.js';
import type { Candidate } from './types.js';

const CONFIDENCE = 0.5;
/** Of the newest memories of a repository, deleted ones included. */
const MOST_COMPARED = 2000;

/** A candidate, and what else in its pull request speaks for it. */
export interface Supported {
  candidate: Candidate;
  /** The comment of another person who agreed. */
  agreedIn: string | null;
  /** The finding that was fixed after it was said. */
  fixed: string | null;
}

/** What became of candidates, by the number of their memory. */
export interface Kept {
  added: number[];
  /** Another signal for what was there already. */
  signalled: number[];
  promoted: number[];
  /** What says the same was put away by people, or is stale. */
  unwanted: number[];
}

/**
 * Keeps what was extracted of a pull request: as candidates, or as another signal for a memory that says the same of
 * the same scope. What people deleted or disabled does not come back. No candidate is active by this alone: three
 * signals that do not depend on each other make it so. Safe to call again.
 */
export async function keepCandidates(
  source: DataSource,
  {
    installationId,
    repositoryId,
    pullRequestId,
  }: { installationId: number; repositoryId: number; pullRequestId: string },
  supported: readonly Supported[],
): Promise<Kept> {
  const kept: Kept = { added: [], signalled: [], promoted: [], unwanted: [] };
  const known = await readComparable(source, installationId, repositoryId);
  for (const { candidate, agreedIn, fixed } of supported) {
    const same = known.find((memory) => saysTheSame(memory, candidate));
    if (same !== undefined && !['candidate', 'active'].includes(same.state)) {
      kept.unwanted.push(same.number);
      continue;
    }
    const memory = same ?? (await addOrNull(source, { installationId, repositoryId, pullRequestId }, candidate));
    // There are too many, and what is proposed again when there is room is no loss; or the repository was disconnected.
    if (memory === null) continue;
    if (same === undefined) known.unshift(memory);
    (same === undefined ? kept.added : kept.signalled).push(memory.number);
    const signals = [
      { kind: 'extraction', key: `pull:${pullRequestId}` } as const,
      ...(agreedIn === null ? [] : [{ kind: 'reply', key: `pull:${pullRequestId}` } as const]),
      ...(fixed === null ? [] : [{ kind: 'fix', key: `pull:${pullRequestId}` } as const]),
    ];
    let now: Memory | null = memory;
    for (const signal of signals) now = await addSignal(source, { installationId, memoryId: memory.id, ...signal });
    if (memory.state === 'candidate' && now?.state === 'active') kept.promoted.push(memory.number);
  }
  return kept;
}

/** Those of the repository and of all, in any state, newest first. */
async function readComparable(source: DataSource, installationId: number, repositoryId: number): Promise<Memory[]> {
  const rows: MemoryRow[] = await source.query(
    `SELECT ${MEMORY_COLUMNS} FROM memories m
      WHERE m.installation_id = $1 AND (m.repository_id = $2 OR m.repository_id IS NULL)
        AND m.type NOT IN ('dismissal', 'project_map') AND (m.expires_at IS NULL OR m.expires_at > now())
      ORDER BY m.state IN ('candidate', 'active') DESC, m.number DESC LIMIT ${MOST_COMPARED}`,
    [installationId, repositoryId],
  );
  return rows.map(memoryOf);
}

function saysTheSame({ scope, type, text }: Memory, candidate: Candidate): boolean {
  const developer = isAboutDeveloper(candidate.type) ? candidate.comment.author.id : null;
  return (
    isAboutDeveloper(type) === isAboutDeveloper(candidate.type) &&
    (scope.developer?.id ?? null) === developer &&
    scope.pathGlob === candidate.pathGlob &&
    scope.symbol === null &&
    scope.rule === null &&
    sameWords(text, candidate.text)
  );
}

/** Null: there is no room for it, or its repository was disconnected. */
async function addOrNull(...entry: Parameters<typeof add>): Promise<Memory | null> {
  try {
    return await add(...entry);
  } catch (error) {
    if (error instanceof RefusedMemoryError) return null;
    throw error;
  }
}

async function add(
  source: DataSource,
  { installationId, repositoryId, pullRequestId }: Parameters<typeof keepCandidates>[1],
  { type, text, quote, pathGlob, comment }: Candidate,
): Promise<Memory> {
  const developer = isAboutDeveloper(type) ? comment.author : null;
  const { memory } = await addMemory(source, {
    installationId,
    type,
    text,
    state: 'candidate',
    scope: { repositoryId, pathGlob, symbol: null, rule: null, developer },
    source: {
      kind: comment.key.startsWith('rv') ? 'review' : 'comment',
      key: extractedKey(comment.key, text),
      link: comment.link,
      path: null,
      line: null,
      quote,
      sha256: sourceHash(quote),
      pullRequestId,
    },
    author: comment.author,
    confidence: CONFIDENCE,
    days: null,
  });
  return memory;
}

/** One comment may say several things; the same text of it is one. */
function extractedKey(comment: string, text: string): string {
  return `extract:${comment}:${sourceHash(text).slice(0, 16)}`;
}
