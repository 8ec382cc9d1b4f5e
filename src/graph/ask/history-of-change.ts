import type { ChangeHistory } from '../../review/history/types.js';
import type { Change, ConflictingPull } from '../../review/types.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { ProposedReviewer } from '../formulas/propose-reviewers.js';
import type { RepositoryKey, RepositoryNode } from '../types.js';
import { callersOfChange } from './callers-of-change.js';
import { factorsOfChange } from './factors-of-change.js';
import { noHistory } from './no-history.js';
import { ownersOfChange } from './owners-of-change.js';
import { pastOf, pastOfChange } from './past-of-change.js';
import { pathsOfChange, type ChangedPaths } from './paths-of-change.js';
import { peopleOfChange } from './people-of-change.js';
import { shownPartners } from './shown-history.js';
import { SourceError } from './source-error.js';
import { undoneFixes, type BlameOf } from './undone-fixes.js';
import { within } from './within.js';

/** Of one change; more files than these are not asked about, the largest changes first. */
const MOST_PATHS = 100;
/** Open pull requests that are named. */
const MOST_CONFLICTS = 5;
const DEADLINE_MS = 2000;
const OUTSIDE_MS = 4000;

export interface HistoryOptions {
  now: Date;
  /** Absent: whether a fix is undone stays unknown. */
  blameOf?: BlameOf;
  /**
   * Reads CODEOWNERS of the base branch; asked only where the graph knows the repository. Absent or null: there is
   * none. Throws SourceError where it cannot be read.
   */
  codeOwners?: () => Promise<string | null>;
  /** Of the store's answers; two seconds. */
  deadlineMs?: number;
  /** Of blame and CODEOWNERS; four seconds. */
  outsideMs?: number;
}

export interface AskedHistory {
  history: ChangeHistory;
  /** Open pull requests on the same files. */
  conflicts: ConflictingPull[];
  /** Who could review, the best first, at most ten; without the author. */
  candidates: ProposedReviewer[];
}

/** As much of a change as its history is asked for. */
export type AskedChange = Pick<Change, 'number' | 'author' | 'title' | 'files'>;

/**
 * What the graph tells of a change: judged counts, bounded plain values. Waits for the store for `deadlineMs` (2 s);
 * one that gives no answer, a source beside it that gives none, or a repository without a scan, is a named absence and
 * no error. Throws only what is a fault of ours.
 */
export async function historyOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: AskedChange,
  options: HistoryOptions,
): Promise<AskedHistory> {
  try {
    return await ask(graph, repository, change, options);
  } catch (error) {
    if (!(error instanceof GraphUnavailableError)) throw error;
    return { history: noHistory('graph', 'graph: no answer'), conflicts: [], candidates: [] };
  }
}

async function ask(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  change: AskedChange,
  options: HistoryOptions,
): Promise<AskedHistory> {
  const inTime = <T>(work: Promise<T>): Promise<T> => within(options.deadlineMs ?? DEADLINE_MS, work);
  const node = await inTime(graph.repository(repository));
  if (node === null || (node.scan === null && node.historyImportedAt === null))
    return { history: noHistory('graph', 'graph: not yet scanned'), conflicts: [], candidates: [] };
  const asked = pathsOfChange(change.files, MOST_PATHS);
  // GitHub takes longer than the store, and while it does everything else of a review goes on.
  const outsideMs = options.outsideMs ?? OUTSIDE_MS;
  const [past, undone, owners, called, factors, conflicts] = await Promise.all([
    inTime(pastOfChange(graph, repository, asked, change.number, options.now)),
    outside('blame', outsideMs, undoneFixes(graph, repository, asked, change, options.blameOf)),
    outside('CODEOWNERS', outsideMs, ownersOfChange(change.files, options.codeOwners)),
    node.scan === null ? [] : inTime(callersOfChange(graph, repository, asked)),
    inTime(factorsOfChange(graph, repository, change, options.now)),
    inTime(askConflicts(graph, repository, asked, change.number)),
  ]);
  const { coupled, authorship, reviewing, related, files } = past;
  const { partners, isCut } = shownPartners(coupled, asked, ({ lastNumber }) => pastOf(lastNumber, ''));
  const { candidates, ...people } = await inTime(
    peopleOfChange(graph, repository, asked, {
      author: change.author,
      authorship,
      reviewing,
      owners: owners.value ?? new Map(),
      called,
      now: options.now,
    }),
  );
  const cut = [
    ...(isCut || past.isCut ? (['partners'] as const) : []),
    ...(undone.value === null || undone.value.isCut ? (['undone'] as const) : []),
  ];
  const absent = [absentOf(node), undone.absent, undone.value?.absent ?? null, owners.absent].filter(Boolean);
  return {
    history: {
      ...noHistory('graph', absent.length === 0 ? null : absent.join('; ')),
      ...people,
      sha: node.scannedSha,
      related,
      partners,
      undone: undone.value?.undone ?? [],
      ...(cut.length > 0 && { cut }),
      files,
      called,
      factors,
    },
    conflicts,
    candidates,
  };
}

function absentOf({ scan, historyImportedAt }: RepositoryNode): string | null {
  if (scan === null) return 'graph: not yet scanned';
  return historyImportedAt === null ? 'graph: history not yet imported' : null;
}

/** What another than the store says, or that it says nothing. */
async function outside<T>(
  name: string,
  ms: number,
  work: Promise<T>,
): Promise<{ value: T | null; absent: string | null }> {
  try {
    return { value: await within(ms, work), absent: null };
  } catch (error) {
    if (error instanceof SourceError) return { value: null, absent: `${name}: ${error.message}` };
    if (error instanceof GraphUnavailableError) return { value: null, absent: `${name}: no answer` };
    throw error;
  }
}

async function askConflicts(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { all, nameOf }: ChangedPaths,
  number: number,
): Promise<ConflictingPull[]> {
  const paths = [...all].slice(0, 2 * MOST_PATHS);
  const open = await graph.relatedPulls(repository, { paths, except: number, state: 'open', limit: MOST_CONFLICTS });
  return open.map((pull) => ({ number: pull.number, title: pull.title, files: [...new Set(pull.paths.map(nameOf))] }));
}
