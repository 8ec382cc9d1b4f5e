import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import { readPullHunks } from '../../github/read/read-pull-hunks.js';
import { within } from '../../graph/ask/within.js';
import { callsAtHead } from '../../graph/scan/calls-at-head.js';
import { countContractCallers } from '../../review/history/count-contract-callers.js';
import type { ChangeHistory } from '../../review/history/types.js';
import type { Change } from '../../review/types.js';
import { languageOf } from '../../syntax/language-of.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { compareContracts } from './compare-contracts.js';
import { findCollisions } from './find-collisions.js';

/** Together with a download; what takes longer is left out, and the rest of the history is told all the same. */
const DEADLINE_MS = 8000;
const LARGEST_FILE = 1024 * 1024;

/** What is told where it cannot be read, or not in time. */
const UNREAD = 'contracts and collisions: no answer';

type SymbolHistory = Pick<ChangeHistory, 'contracts' | 'collisions'> & {
  /** Not all collisions were looked for, or not all are told. */
  isCut: boolean;
  /** Why not all is known; null: nothing is missing. */
  unread: string | null;
};

/**
 * What a change means for those who call its symbols, and which open pull requests change what it calls: the contracts
 * of the files it changes, and collisions by symbol. What cannot be read, or not in time, is told in `unread`.
 */
export async function readSymbols(
  ports: Pick<WorkflowPorts, 'graph' | 'symbols' | 'openSnapshot' | 'log'>,
  octokit: Octokit,
  target: PullTarget,
  { installationId, githubRepoId }: Pick<RunRecord, 'installationId' | 'githubRepoId'>,
  change: Change,
): Promise<SymbolHistory> {
  const repository = { installationId, repoId: githubRepoId };
  const found: SymbolHistory = { isCut: false, unread: null };
  if (!change.files.some(({ path }) => languageOf(path) !== null)) return found;
  const work = async (): Promise<void> => {
    const { graph, symbols } = ports;
    const thread = symbols.atOnce;
    const snapshot = await ports.openSnapshot(octokit, target, change.headSha);
    const headText = async (path: string): Promise<string | null> =>
      (snapshot.sizeOf(path) ?? Infinity) > LARGEST_FILE
        ? null
        : ((await snapshot.readFile(path))?.toString('utf8') ?? null);
    const of = { symbols: thread, turn: installationId };
    found.contracts = await compareContracts(of, change.files, headText);
    const base = (await graph.repository(repository))?.scannedSha ?? null;
    if (base === null) return;
    const paths = change.files.map(({ path }) => path);
    const { calls, isCut } = await callsAtHead(thread, repository, snapshot, { base, paths });
    const hunksOf = (number: number, wanted: ReadonlySet<string>) => readPullHunks(octokit, target, number, wanted);
    const collided = await findCollisions(graph, repository, change, { of, calls, headText, hunksOf });
    found.collisions = collided.collisions;
    found.isCut = isCut || collided.isCut;
  };
  try {
    await within(DEADLINE_MS, work());
  } catch (error) {
    ports.log.warn({ err: error, pull: change.number }, 'contracts and collisions are not told in full');
    return { ...found, unread: UNREAD };
  }
  return { ...found };
}

/** The history with it, and how many call what changes. */
export function withSymbols(
  history: ChangeHistory,
  { contracts = [], isCut, unread, ...more }: SymbolHistory,
  { files }: Pick<Change, 'files'>,
): ChangeHistory {
  const paths = new Set(files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
  return {
    ...history,
    ...more,
    ...(isCut && { cut: [...(history.cut ?? []), 'collisions'] }),
    absent: history.absent ?? unread,
    contracts: countContractCallers(contracts, history.called, paths),
  };
}
