import { setImmediate as nextTurn } from 'node:timers/promises';
import { BOUNDS } from '../bounds.js';
import { heldTexts, windowsOf, type HeadTexts } from '../plan/head-texts.js';
import { UnreadableError } from '../plan/unreadable-error.js';
import type { ChangedFile, Claim } from '../types.js';
import type { CutClaims } from '../verify/keep-claims.js';
import { isManifest } from './dependencies/analyze-dependencies.js';
import { rootManifestPaths, type RootManifest } from './dependencies/workspace-roots.js';
import { packFile, type PackedFile } from './pack-file.js';
import { runInPool } from './pool.js';
import { hasFileRules } from './run-analyzers.js';
import { isWorkflowPath } from './workflow/analyze-workflow.js';
import { isTestPath } from '../../syntax/paths/test-path.js';
import type { ThreadShare } from './thread-share.js';
import type { AnalyzedFile } from './types.js';
import type { WorkerRequest } from './worker.js';

export { closePool } from './pool.js';

export interface AnalyseOptions {
  /** What this run may use of the threads. */
  threads: ThreadShare;
  /** Where the texts are read, a window of files at a time; absent: the files have theirs in `content`. */
  texts?: HeadTexts;
  /** Changed files that are not read (a lockfile, generated code) but count when the change is looked at as a whole. */
  leftOut?: ChangedFile[];
  /** Changed files that are looked through for secrets only, on the lines they add. */
  searched?: readonly ChangedFile[];
  /** Milliseconds a thread may spend on one file; 10,000 when absent. */
  deadlineMs?: number;
  /** Text of any file at the head; null: it cannot be had. Absent: none can. */
  readAny?: (path: string) => Promise<string | null>;
  /** Takes the claims as they are found; absent: they are all in the answer. */
  take?: (claims: Claim[], cut: CutClaims[]) => void;
}

export interface Analysis {
  claims: Claim[];
  /** Files no analyzer could read to the end, each once; they belong in the coverage statement. */
  unread: { path: string; reason: string }[];
}

const MAX_BYTES = 1_048_576;
const MAX_LINE = 20_000;
const LONGEST_ROOT = 100_000;
const WHOLE = '(the change as a whole)';

type ClaimsRequest = Extract<WorkerRequest, { kind: 'secrets' | 'file' | 'change' }>;

/** What the threads say of one file, and what keeps them from saying more. */
interface Answer {
  claims: Claim[];
  cut: CutClaims[];
  reason: string | null;
}

const NOTHING: Answer = { claims: [], cut: [], reason: null };

/**
 * Runs the analyzers on worker threads, so that parsing never delays the caller; one window of files is in memory and
 * under way at a time. Claims keep the order of `files`. Secrets are looked for apart from the rules and first: they
 * are found whatever becomes of the rules, on the added lines of a file too large for them too. A file that is too
 * large, does not finish, gets no time, or breaks an analyzer is named in `unread`; nothing is thrown for it.
 */
export async function analyse(files: readonly AnalyzedFile[], options: AnalyseOptions): Promise<Analysis> {
  const texts =
    options.texts ??
    heldTexts(new Map(files.flatMap(({ path, content }) => (content === null ? [] : [[path, content]]))));
  const ask = (request: ClaimsRequest) => askPool(request, options);
  const claims: Claim[] = [];
  const take = options.take ?? ((found) => claims.push(...found));
  const unread = new Map<string, string[]>();
  const add = (path: string, reason: string) => unread.set(path, [...(unread.get(path) ?? []), reason]);
  const whole: PackedFile[] = [];
  /** What no rule reads can hold a secret all the same. */
  const tooLarge: ChangedFile[] = [];
  let manifestBytes = 0;
  let ruled = 0;
  for (const window of windowsOf(files, texts, BOUNDS)) {
    const under: { path: string; answers: Promise<Answer>[] }[] = [];
    for (const file of window) {
      const { path } = file;
      const loaded = { ...file, content: await textOf(texts, path) };
      const reason = unreadable(loaded);
      if (reason !== null) {
        add(path, reason);
        tooLarge.push(file);
        continue;
      }
      const packed = packFile(loaded, { removed: true });
      if (packed.addedAt.length > 0 && packed.content !== null) {
        const alone = { ...packed, removedText: '' };
        const answers = [ask({ kind: 'secrets', file: alone })];
        // Of a test that was off before, or an action that was not pinned, only the lines that are gone tell.
        const compared = isTestPath(path) || isWorkflowPath(path) ? packed : alone;
        if (hasFileRules(path) && ++ruled <= BOUNDS.filesWithRules) answers.push(ask({ kind: 'file', file: compared }));
        else if (hasFileRules(path)) add(path, `The rules read the first ${BOUNDS.filesWithRules} files of a change`);
        under.push({ path, answers });
      }
      const content = isManifest(path) ? packed.content : null;
      manifestBytes += content?.length ?? 0;
      if (manifestBytes <= BOUNDS.manifestBytes) whole.push({ ...packed, content });
      else add(path, 'there are too many manifests to compare them');
      await nextTurn();
    }
    for (const { path, answers } of under) {
      for (const { claims: found, cut, reason } of await Promise.all(answers)) {
        take(found, cut);
        if (reason !== null) add(path, reason);
      }
    }
  }
  for (const file of [...tooLarge, ...(options.searched ?? [])]) await searchSecrets(file, { ask, take, add });
  const snapshotPaths = files[0]?.snapshotPaths ?? [];
  const roots = await readRoots(whole, snapshotPaths, options);
  const about = await ask(wholeChange(whole, { snapshotPaths, roots, leftOut: options.leftOut ?? [] }));
  take(about.claims, about.cut);
  if (about.reason !== null) add(WHOLE, about.reason);
  return { claims, unread: [...unread].map(([path, reasons]) => ({ path, reason: reasons.join('; ') })) };
}

/** A leak is the same wherever it stands: also in what nobody reads line by line. */
async function searchSecrets(
  file: ChangedFile,
  to: {
    ask(request: ClaimsRequest): Promise<Answer>;
    take(claims: Claim[], cut: CutClaims[]): void;
    add(path: string, reason: string): void;
  },
): Promise<void> {
  const packed = packFile({ ...file, content: null, snapshotPaths: [] });
  if (packed.addedAt.length === 0) return;
  const { claims, cut, reason } = await to.ask({ kind: 'secrets', file: { ...packed, content: addedAlone(packed) } });
  to.take(claims, cut);
  if (reason !== null) to.add(file.path, reason);
}

/** The added lines at their places, and nothing else: a bundle need not be read for a line of it. */
function addedAlone({ addedAt, addedText }: PackedFile): string {
  const texts = addedText.split('\n');
  const parts: string[] = [];
  let line = 1;
  for (const [index, at] of addedAt.entries()) {
    parts.push('\n'.repeat(at - line), texts[index] ?? '');
    line = at;
  }
  return parts.join('');
}

async function askPool(request: ClaimsRequest, { deadlineMs = 10_000, threads }: AnalyseOptions): Promise<Answer> {
  const answer = await runInPool(request, deadlineMs, threads);
  if (answer.kind === 'failed')
    return {
      ...NOTHING,
      reason: `${request.kind === 'secrets' ? 'secrets were not looked for: ' : ''}${answer.reason}`,
    };
  const broken = answer.failures.map(({ rule, reason }) => `${rule} (${reason})`).join(', ');
  return { ...answer, reason: broken === '' ? null : `not every rule could read it: ${broken}` };
}

/** Null: it is not there, or cannot be read any more. */
async function textOf(texts: HeadTexts, path: string): Promise<string | null> {
  try {
    return await texts.read(path);
  } catch (error) {
    if (error instanceof UnreadableError) return null;
    throw error;
  }
}

/** All files with their added lines; of what is not read only the names count. */
function wholeChange(
  files: readonly PackedFile[],
  {
    snapshotPaths,
    roots,
    leftOut,
  }: { snapshotPaths: readonly string[]; roots: RootManifest[]; leftOut: readonly ChangedFile[] },
): ClaimsRequest {
  const others = leftOut.map((file) => packFile({ ...file, hunks: [], content: null, snapshotPaths: [] }));
  return { kind: 'change', files: [...files, ...others], snapshotPaths: snapshotPaths.join('\0'), roots };
}

async function readRoots(
  files: readonly PackedFile[],
  snapshotPaths: readonly string[],
  { readAny }: AnalyseOptions,
): Promise<RootManifest[]> {
  const changed = files.flatMap(({ path, content }) => (content !== null && isManifest(path) ? [path] : []));
  const roots: RootManifest[] = [];
  for (const path of readAny ? rootManifestPaths(changed, snapshotPaths) : []) {
    const text = (await readAny?.(path)) ?? null;
    if (text !== null && text.length <= LONGEST_ROOT) roots.push({ path, text });
  }
  return roots;
}

/** Null: the file can be read, or there is nothing to read in it (deleted, binary, already counted as unread). */
function unreadable(file: AnalyzedFile): string | null {
  if (file.status === 'deleted' || file.binary || file.unread !== null) return null;
  if (file.content === null) return 'The text of the file at the head is not available';
  if (Buffer.byteLength(file.content) > MAX_BYTES) return 'The file is larger than 1 MB';
  return longestLine(file.content) > MAX_LINE ? `A line is longer than ${MAX_LINE} characters` : null;
}

function longestLine(text: string): number {
  let longest = 0;
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    const stop = end === -1 ? text.length : end;
    longest = Math.max(longest, stop - from);
    from = stop + 1;
  }
  return longest;
}
