import type { PastPulls } from '../../github/read/read-past-pulls.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { pullRecord } from './pull-record.js';

/** How far an import is; kept in `details` of its row of `scans`. */
export interface HistoryProgress {
  /** Open pull requests come first: they are few, and a review asks for them. */
  phase: 'open' | 'merged';
  /** Where its next page begins; null: at the newest. */
  after: string | null;
  /** Pull requests that were written, in both phases and in this one. */
  read: number;
  inPhase: number;
  /** How many there will be in both, as far as is known. */
  total: number | null;
}

export interface HistoryPorts {
  graph: Pick<KnowledgeGraph, 'indexPulls' | 'finishHistory'>;
  /** One page of GitHub's, as `readPastPulls` reads it. */
  readPage(asked: { state: HistoryProgress['phase']; first: number; after: string | null }): Promise<PastPulls>;
  /** Verdicts of our last reviews, by number. */
  verdicts(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Stores how far it is, after each page. */
  save(progress: HistoryProgress): Promise<void>;
  now(): Date;
}

export interface HistoryScan {
  repository: RepositoryKey;
  /** How many merged pull requests are wanted. */
  most: number;
  /** Where an earlier call stopped; null: at the beginning. */
  progress: HistoryProgress | null;
  signal: AbortSignal;
}

const PAGE = 25;
const MOST_OPEN = 100;
/** What is left to reviews of the hour's points. */
const SHARE_OF_REVIEWS = 0.5;

/**
 * Writes the history of a repository into the graph, newest first: its open pull requests, then the last `most` merged
 * ones. Stores where it is after each page, so that whoever calls again goes on there; a page that is written twice
 * changes nothing. Once half of the hour's GraphQL points are spent it stops with the time at which to call again: the
 * other half belongs to reviews. Throws what its ports throw (a limit of GitHub too), and the reason of `signal`.
 */
export async function importHistory(
  ports: HistoryPorts,
  { repository, most, progress, signal }: HistoryScan,
): Promise<{ done: HistoryProgress } | { pausedUntil: Date }> {
  let at: HistoryProgress = progress ?? { phase: 'open', after: null, read: 0, inPhase: 0, total: null };
  for (;;) {
    signal.throwIfAborted();
    const first = Math.min(PAGE, wanted(at.phase, most) - at.inPhase);
    const page = await ports.readPage({ state: at.phase, first, after: at.after });
    const verdicts = await ports.verdicts(page.pulls.map(({ number }) => number));
    await ports.graph.indexPulls(
      repository,
      page.pulls.map((pull) => pullRecord(pull, verdicts.get(pull.number) ?? null)),
    );
    const inPhase = at.inPhase + page.pulls.length;
    const read = at.read + page.pulls.length;
    const left = Math.max(0, Math.min(page.total, wanted(at.phase, most)) - inPhase);
    at = { ...at, after: page.next, read, inPhase, total: at.phase === 'merged' ? read + left : null };
    const ended = page.next === null || inPhase >= wanted(at.phase, most);
    if (ended && at.phase === 'merged') break;
    if (ended) at = { ...at, phase: 'merged', after: null, inPhase: 0 };
    await ports.save(at);
    const { limit, remaining, resetAt } = page.points;
    if (remaining < limit * SHARE_OF_REVIEWS && resetAt > ports.now()) return { pausedUntil: resetAt };
  }
  await ports.save(at);
  await ports.graph.finishHistory(repository, ports.now());
  return { done: at };
}

function wanted(phase: HistoryProgress['phase'], most: number): number {
  return phase === 'open' ? MOST_OPEN : most;
}
