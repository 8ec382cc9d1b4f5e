import type { Octokit } from '../../github/client/installation-octokit.js';
import { splitFullName } from '../../github/client/split-full-name.js';
import type { PullTarget } from '../../github/client/target.js';
import { listFiles } from '../../github/read/list-files.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readBranchHead } from '../../github/read/read-branch-head.js';
import { readCommitAt } from '../../github/read/read-commit-at.js';
import { readMergedPull } from '../../github/read/read-merged-pull.js';
import { SourceError } from '../../graph/ask/source-error.js';
import type { BlameOf } from '../../graph/ask/undone-fixes.js';
import { within } from '../../graph/ask/within.js';
import { GraphUnavailableError } from '../../graph/graph-unavailable-error.js';
import { suspectFrames, type SuspectFrame } from '../../integrations/sentry/suspect-frames.js';
import type { ChangedFile } from '../../review/types.js';
import type { ExecutionRecord } from '../executions/execution-record.js';
import type { WorkflowPorts } from '../ports.js';
import { blameAt } from '../pulls/blame-at.js';
import { readHistory } from '../pulls/read-history.js';
import { rankSuspects, type Suspect, type Tie } from './rank-suspects.js';
import type { SentryError } from './read-sentry-error.js';

/** Frames whose lines are asked about, in so many files: each file is one request. */
const MOST_FRAMES = 8;
const MOST_FILES = 5;
/** Pull requests that are looked at before the most likely are chosen. */
const MOST_LOOKED_AT = 10;
/** A cause may stand some lines before what fails. */
const LINES_BESIDE = 3;
const MOST_SOURCES = { mostFiles: 100_000, mostCalls: 50 };
const GRAPH_MS = 2000;

export interface Expert {
  login: string;
  reason: string;
}

/** What may have brought an error, and who knows the files it went through. */
export interface Suspicion {
  /** The commit that frames are shown at; null: it is not known. */
  sha: string | null;
  frames: SuspectFrame[];
  suspects: Suspect[];
  experts: Expert[];
  /** What could not be asked, or is not known, each as a sentence's end. */
  missing: string[];
}

type Place = NonNullable<ExecutionRecord['repository']>;

/**
 * Looks for the merged pull requests that brought the lines an error went through, as they were when it began, and for who
 * knows these files. A source that gives no answer is named in `missing`. Throws what GitHub throws before there are frames.
 */
export async function findSuspects(
  ports: Pick<WorkflowPorts, 'github' | 'graph'>,
  {
    repository,
    githubInstallationId,
    installationId,
  }: { repository: Place } & Pick<ExecutionRecord, 'githubInstallationId' | 'installationId'>,
  { event, since, missing: noEvent }: Pick<SentryError, 'event' | 'since' | 'missing'>,
  most: number,
): Promise<Suspicion> {
  const nothing: Suspicion = { sha: null, frames: [], suspects: [], experts: [], missing: [] };
  if (event === null) return { ...nothing, missing: [`the stack trace: ${noEvent ?? 'there is none'}`] };
  const octokit = await ports.github.octokit({
    installationId: githubInstallationId,
    repositoryIds: [repository.githubRepoId],
    permissions: { contents: 'read', pull_requests: 'read' },
  });
  const target: PullTarget = {
    ...splitFullName(repository.fullName),
    repositoryId: repository.githubRepoId,
    installationId: githubInstallationId,
    number: 0,
  };
  const { sha, note } = await commitOf(octokit, target, {
    branch: repository.defaultBranch,
    release: event.release,
    since,
  });
  if (sha === null) return { ...nothing, missing: ['the code: nothing was pushed to this repository yet'] };
  const { files } = await listFiles(octokit, target, sha, MOST_SOURCES);
  const frames = suspectFrames(
    event,
    files.map(({ path }) => path),
  ).slice(0, MOST_FRAMES);
  if (frames.length === 0)
    return { ...nothing, sha, missing: [`no line of the stack trace lies in a file of ${repository.fullName}`] };
  const missing = [...note];
  const key = { installationId, repoId: repository.githubRepoId };
  const { experts, absent, isThere } = await readExperts(ports, key, frames, (path) =>
    readText(octokit, target, path, sha),
  );
  if (absent !== null) missing.push(absent);
  const ties = new Map<number, Tie[]>();
  const add = (number: number, tie: Tie) => ties.set(number, [...(ties.get(number) ?? []), tie]);
  missing.push(
    ...(await addBlamed(
      blameAt(octokit, target, async () => sha),
      frames,
      add,
    )),
  );
  if (isThere) missing.push(...(await addLast(ports.graph, key, frames, since, add)));
  const looked = await Promise.all(
    [...ties].slice(0, MOST_LOOKED_AT).map(async ([number, own]): Promise<Suspect[]> => {
      const pull = await readMergedPull(octokit, { ...target, number });
      return pull === null ? [] : [{ ...pull, ties: own }];
    }),
  );
  return { sha, frames, suspects: rankSuspects(looked.flat(), since, most), experts, missing };
}

/** The commit that was deployed where the release names one, else what the branch had when the error began. */
async function commitOf(
  octokit: Octokit,
  target: PullTarget,
  { branch, release, since }: { branch: string; release: string | null; since: Date },
): Promise<{ sha: string | null; note: string[] }> {
  const released = /(?:^|[^0-9a-f])([0-9a-f]{40})$/.exec(release ?? '')?.[1];
  const deployed = released === undefined ? null : await readBranchHead(octokit, target, released);
  if (deployed !== null) return { sha: deployed, note: [] };
  const then = await readCommitAt(octokit, target, branch, since);
  if (then !== null) return { sha: then, note: [] };
  const now = await readBranchHead(octokit, target, branch);
  return { sha: now, note: now === null ? [] : ['the code of that time: lines are those of today'] };
}

async function readText(octokit: Octokit, target: PullTarget, path: string, sha: string): Promise<string | null> {
  return (await readBlob(octokit, target, path, sha))?.toString('utf8') ?? null;
}

/** Who is asked for reviews of these files, and who else knows them. */
async function readExperts(
  ports: Pick<WorkflowPorts, 'graph'>,
  { installationId, repoId }: { installationId: number; repoId: number },
  frames: readonly SuspectFrame[],
  readBase: (path: string) => Promise<string | null>,
): Promise<{ experts: Expert[]; absent: string | null; isThere: boolean }> {
  const files = [...new Set(frames.map(({ path }) => path))].map((path): ChangedFile => ({
    path,
    oldPath: null,
    status: 'modified',
    additions: frames.filter((frame) => frame.path === path).length,
    deletions: 0,
    binary: false,
    hunks: [],
    unread: null,
  }));
  const change = { number: 0, title: '', author: '', files };
  const { history } = await readHistory(
    ports,
    { installationId, githubRepoId: repoId },
    change,
    readBase,
    async () => [],
  );
  const { named, backup } = history.reviewers;
  const experts = [named, backup].flatMap((one) => (one === null ? [] : [{ login: one.name, reason: one.reason }]));
  for (const { name, share, isInactive } of history.experts)
    if (!isInactive && !experts.some(({ login }) => login === name))
      experts.push({ login: name, reason: `authorship ${share.toFixed(2)} of 1 in these files` });
  return {
    experts,
    absent: history.absent,
    isThere: history.sha !== null || history.absent === null || experts.length > 0,
  };
}

/** Returns what could not be asked. */
async function addBlamed(
  blameOf: BlameOf,
  frames: readonly SuspectFrame[],
  add: (number: number, tie: Tie) => void,
): Promise<string[]> {
  const asked = new Set<string>();
  try {
    for (const [depth, frame] of frames.entries()) {
      const { path, line } = frame;
      if (line === null || line < 1 || (!asked.has(path) && asked.size >= MOST_FILES)) continue;
      asked.add(path);
      const first = Math.max(1, line - LINES_BESIDE);
      const lines = Array.from({ length: line + LINES_BESIDE - first + 1 }, (_, nth) => first + nth);
      const blamed = (await blameOf(path, lines)) ?? [];
      const at = blamed.find((one) => one.line === line)?.number;
      if (at !== undefined) add(at, { kind: 'line', frame, depth });
      for (const number of new Set(blamed.map((one) => one.number)))
        if (number !== at) {
          const own = blamed.filter((one) => one.number === number).map((one) => one.line);
          add(number, { kind: 'near', frame, depth, lines: own });
        }
    }
    return [];
  } catch (error) {
    if (error instanceof SourceError) return [`who brought these lines: ${error.message}`];
    throw error;
  }
}

/** The last pull request before the error that changed each file, by the graph. Returns what could not be asked. */
async function addLast(
  graph: WorkflowPorts['graph'],
  key: { installationId: number; repoId: number },
  frames: readonly SuspectFrame[],
  since: Date,
  add: (number: number, tie: Tie) => void,
): Promise<string[]> {
  const asked = new Set<string>();
  try {
    for (const [depth, frame] of frames.entries()) {
      if (asked.has(frame.path) || asked.size >= MOST_FILES) continue;
      asked.add(frame.path);
      const history = await within(GRAPH_MS, graph.historyOfFile(key, { path: frame.path, limit: 20 }));
      const last = history.find(({ mergedAt }) => mergedAt !== null && mergedAt <= since);
      if (last !== undefined) add(last.number, { kind: 'file', frame, depth });
    }
    return [];
  } catch (error) {
    if (error instanceof GraphUnavailableError) return ['graph: no answer about the history of these files'];
    throw error;
  }
}
