import type { Snapshot } from '../snapshot/types.js';
import { analyse } from './analyzers/analyse.js';
import type { ThreadShare } from './analyzers/thread-share.js';
import { linesSince } from './plan/lines-since.js';
import { readContents, type Contents } from './plan/read-contents.js';
import type { Change, ReviewPlan, ReviewSettings } from './types.js';
import { keepClaims, type KeptClaims } from './verify/keep-claims.js';

export interface Analysed extends Contents {
  kept: KeptClaims;
  /** Lines that are new since the last round, by path; null: everything is looked at afresh. */
  since: Map<string, Set<number>> | null;
  notices: string[];
}

export interface AnalyseFrom {
  /** The head of the last round; null: everything is read afresh. */
  lastHeadSha: string | null;
  /** As in `ReviewSources`, of the change at hand. */
  openSnapshot(sha: string): Promise<Snapshot>;
  readFile(path: string): Promise<Buffer | null>;
  threads: ThreadShare;
}

/** The head's texts, what is new in them since the last round, and what the rules find in them. Throws what `from` throws. */
export async function analyseChange(
  { change, settings }: { change: Change; settings: ReviewSettings },
  plan: ReviewPlan,
  { lastHeadSha, openSnapshot, readFile, threads }: AnalyseFrom,
): Promise<Analysed> {
  const contents = { openSnapshot: () => openSnapshot(change.headSha), readFile };
  const read = await readContents(plan.files, contents, plan.searched);
  const skipped = new Set(read.skipped.map(({ path }) => path));
  const planned = new Set(plan.files.map(({ path }) => path).filter((path) => !skipped.has(path)));
  const kept = keepClaims(settings);
  const { snapshotPaths } = read;
  const analysis = await analyse(
    read.files.map((file) => ({ ...file, content: null, snapshotPaths })),
    {
      threads,
      texts: read.texts,
      leftOut: change.files.filter(({ path }) => !planned.has(path)),
      searched: read.searched,
      readAny: (path) => readAny(read.snapshot, path),
      take: kept.add,
    },
  );
  const { since, notices } =
    lastHeadSha === null || lastHeadSha === change.headSha
      ? { since: null, notices: [] }
      : await linesSince(read.files, read.texts, () => openSnapshot(lastHeadSha));
  return { ...read, kept: kept.kept(), unread: [...read.unread, ...analysis.unread], since, notices };
}

/** A snapshot may be evicted meanwhile: then what is asked for beside the change is not known. */
async function readAny(snapshot: Snapshot | null, path: string): Promise<string | null> {
  const bytes = await snapshot?.readFile(path).catch(() => null);
  return bytes?.toString('utf8') ?? null;
}
