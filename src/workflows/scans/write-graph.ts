import { GitHubTerminalError, GitHubUnavailableError, GitHubLimitedError } from '../../github/client/github-error.js';
import { listFiles } from '../../github/read/list-files.js';
import { readComparison } from '../../github/read/read-comparison.js';
import { GraphRefusedError } from '../../graph/graph-refused-error.js';
import { scanNames } from '../../graph/scan/scan-names.js';
import type { ScanProgress } from '../../graph/scan/scan-progress.js';
import { MOST_FILES } from '../../graph/scan/read-files.js';
import { scanPush, type FileChanges } from '../../graph/scan/scan-push.js';
import { scanSnapshot, type Scanned } from '../../graph/scan/scan-snapshot.js';
import { isManifest, isTsconfig } from '../../graph/symbols/modules/manifests.js';
import type { SymbolAsker } from '../../graph/symbols/thread/symbol-thread.js';
import { DiskFullError } from '../../snapshot/disk-full-error.js';
import { TarballTooLargeError } from '../../snapshot/tarball-error.js';
import type { StoredSnapshot } from '../../snapshot/types.js';
import { RunStoppedError } from '../durable/durable-step.js';
import type { WorkflowPorts } from '../ports.js';
import type { ScanPlan } from './plan-scan.js';
import { symbolsWithoutRoom } from './make-room.js';
import { reportProgress } from './report-progress.js';
import type { ScanRecord } from './scan-record.js';
import { graphKey, scanTarget } from './scan-target.js';
import { stopReason } from './watch-scan.js';

/** Where tests end a worker, by the phase that has begun to write. */
const MIDDLE_OF = { download: 'mid-scan', files: 'mid-scan', symbols: 'mid-symbols', edges: 'mid-edges' } as const;

/** Of the fallback: each call of a folder may be followed by one for it alone. */
const MOST = { mostFiles: MOST_FILES, mostCalls: 2000 };
const TOO_LARGE = 'the archive of the repository is too large: only its name and size are known';

export interface Written extends Scanned {
  /** A push that GitHub cannot compare, or that changed too much, was read as a whole. */
  kind: 'full' | 'push';
  /** Symbols that the store has no room for; null: there is room. */
  symbolsDropped: number | null;
}

/**
 * Reads the repository at the planned commit into the graph and shows it. Safe to run again: a version is written over,
 * and a push that stands there already is left. Throws RunStoppedError where the scan is not wanted any more, the
 * reason of `signal`, what GitHub, the disk and the store throw.
 */
export async function writeGraph(
  ports: WorkflowPorts,
  scan: ScanRecord,
  plan: Extract<ScanPlan, { sha: string; kind: 'full' | 'push' }>,
  signal: AbortSignal,
): Promise<Written> {
  const progress = reportProgress(ports, scan);
  await progress({ phase: 'download', filesTotal: null, filesRead: 0, symbols: 0, edges: 0 });
  const { octokit, target } = await scanTarget(ports, scan);
  const changes = plan.kind === 'push' ? await changesOf(octokit, target, plan) : null;
  const snapshot = await download(() => ports.openSnapshot(octokit, target, plan.sha));
  signal.throwIfAborted();
  const symbolsDropped = await symbolsWithoutRoom(ports, scan);
  const symbols = symbolsDropped === null ? ports.symbols : null;
  const pushed =
    changes === null || snapshot === null ? null : await writePush(ports, scan, snapshot, changes, symbols);
  if (pushed !== null) return { kind: 'push', symbolsDropped, ...pushed };
  const version = { ...graphKey(scan), scan: plan.version };
  const reading = {
    symbols,
    signal,
    progress: async (state: ScanProgress) => {
      await progress(state);
      if (state.filesRead > 0) ports.reached(MIDDLE_OF[state.phase]);
    },
  };
  const scanned =
    snapshot === null
      ? await scanNames(ports.graph, version, await listFiles(octokit, target, plan.sha, MOST), {
          ...reading,
          why: TOO_LARGE,
        })
      : await scanSnapshot(ports.graph, version, snapshot, reading);
  await assertWanted(ports, scan);
  await ports.graph.finishScan(version, { sha: plan.sha, at: new Date() });
  return { kind: 'full', symbolsDropped, ...scanned };
}

/** Null: readers see another commit than the one that the push builds on, and all has to be read. */
async function writePush(
  ports: WorkflowPorts,
  scan: ScanRecord,
  snapshot: StoredSnapshot,
  changes: FileChanges,
  symbols: SymbolAsker | null,
): Promise<Scanned | null> {
  const key = graphKey(scan);
  const seen = await ports.graph.repository(key);
  // Whoever died after writing it has done it.
  if (seen?.scannedSha === snapshot.sha) {
    return { files: changes.changed.length, symbols: 0, edges: 0, tiers: null, withoutGrammar: {}, leftOut: [] };
  }
  await assertWanted(ports, scan);
  try {
    return await scanPush(ports.graph, key, snapshot, changes, symbols);
  } catch (error) {
    if (!(error instanceof GraphRefusedError) || error.refusal !== 'moved') throw error;
    ports.log.info(
      { scan: scan.id, base: changes.base },
      'readers see another commit: the repository is read as a whole',
    );
    return null;
  }
}

/** Null: read it as a whole. */
async function changesOf(
  octokit: Parameters<typeof readComparison>[0],
  target: Parameters<typeof readComparison>[1],
  { base, sha }: { base: string; sha: string },
): Promise<FileChanges | null> {
  const compared = await readComparison(octokit, target, { base, head: sha });
  if (compared === null || compared.status !== 'ahead' || compared.isCut) return null;
  const { files } = compared;
  if (files.some(concernsOthers)) return null;
  return {
    base,
    changed: files.filter(({ status }) => status !== 'removed' && status !== 'unchanged').map(({ path }) => path),
    removed: files.filter(({ status }) => status === 'removed').map(({ path }) => path),
    renamed: files.flatMap(({ status, path, previous }) =>
      status === 'renamed' && previous !== null ? [{ from: previous, to: path }] : [],
    ),
  };
}

/**
 * What it says of files that did not change is in no comparison: attributes, where imports lead to. A dependency of a
 * package that is there is a change of nearly every day, and leads nowhere else.
 */
function concernsOthers({
  path,
  previous,
  status,
}: {
  path: string;
  previous: string | null;
  status: string;
}): boolean {
  return [path, previous ?? path].some(
    (one) => /(?:^|\/)\.gitattributes$/.test(one) || (isManifest(one) && (status !== 'modified' || isTsconfig(one))),
  );
}

/** A download can be cut: what is not final comes again. Null: the archive is above our caps. */
async function download(open: () => Promise<StoredSnapshot>): Promise<StoredSnapshot | null> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof TarballTooLargeError) return null;
    const passes = [GitHubTerminalError, GitHubLimitedError, GitHubUnavailableError, DiskFullError];
    if (passes.some((kind) => error instanceof kind)) throw error;
    throw new GitHubUnavailableError('the repository could not be downloaded', { cause: error });
  }
}

/** Asked of the row itself, right before what readers will see: a look now and then may be late. */
async function assertWanted({ source }: WorkflowPorts, { id }: ScanRecord): Promise<void> {
  const reason = await stopReason(source, id);
  if (reason !== null) throw new RunStoppedError(reason);
}
