import { setImmediate as nextTurn } from 'node:timers/promises';
import { BOUNDS } from '../bounds.js';
import { heldTexts, windowsOf, type HeadTexts } from '../plan/head-texts.js';
import { UnreadableError } from '../plan/unreadable-error.js';
import type { ChangedFile, Claim } from '../types.js';
import type { CutClaims } from '../verify/keep-claims.js';
import { isManifest } from './dependencies/analyze-dependencies.js';
import { packFile, type PackedFile } from './pack-file.js';
import { runInPool } from './pool.js';
import type { AnalyzedFile } from './types.js';

export { closePool } from './pool.js';

export interface AnalyseOptions {
  /** Where the texts are read, a window of files at a time; absent: the files have theirs in `content`. */
  texts?: HeadTexts;
  /** Changed files that are not read (a lockfile, generated code) but count when the change is looked at as a whole. */
  leftOut?: ChangedFile[];
  /** Milliseconds a worker may spend on one file; 10,000 when absent. */
  deadlineMs?: number;
  /** Takes the claims as they are found; absent: they are all in the answer. */
  take?: (claims: Claim[], cut: CutClaims[]) => void;
}

export interface Analysis {
  claims: Claim[];
  /** Files no analyzer could read to the end; they belong in the coverage statement. */
  unread: { path: string; reason: string }[];
}

const MAX_BYTES = 1_048_576;
const MAX_LINE = 20_000;

/**
 * Runs the analyzers on worker threads, so that parsing never delays the caller; one window of files is in memory and
 * under way at a time. Claims keep the order of `files`. A file that is too large, does not finish, or breaks an
 * analyzer is named in `unread`; nothing is thrown for it.
 */
export async function analyse(files: readonly AnalyzedFile[], options: AnalyseOptions = {}): Promise<Analysis> {
  const deadlineMs = options.deadlineMs ?? 10_000;
  const texts =
    options.texts ??
    heldTexts(new Map(files.flatMap(({ path, content }) => (content === null ? [] : [[path, content]]))));
  const claims: Claim[] = [];
  const take = options.take ?? ((found) => claims.push(...found));
  const unread: Analysis['unread'] = [];
  const whole: PackedFile[] = [];
  let manifestBytes = 0;
  for (const window of windowsOf(files, texts, BOUNDS)) {
    const under: { path: string; answer: Promise<Answer> }[] = [];
    for (const file of window) {
      const { path } = file;
      const loaded = { ...file, content: await textOf(texts, path) };
      const reason = unreadable(loaded);
      if (reason !== null) {
        unread.push({ path, reason });
        continue;
      }
      const packed = packFile(loaded);
      under.push({ path, answer: analyseFile(packed, deadlineMs) });
      const content = isManifest(path) ? packed.content : null;
      manifestBytes += content?.length ?? 0;
      if (manifestBytes <= BOUNDS.manifestBytes) whole.push({ ...packed, content });
      else unread.push({ path, reason: 'there are too many manifests to compare them' });
      await nextTurn();
    }
    for (const { path, answer } of under) {
      const { claims: found, cut, reason } = await answer;
      take(found, cut);
      if (reason !== null) unread.push({ path, reason });
    }
  }
  const about = await analyseWhole(whole, files[0]?.snapshotPaths ?? [], options.leftOut ?? [], deadlineMs);
  take(about.claims, about.cut);
  if (about.reason !== null) unread.push({ path: '(the change as a whole)', reason: about.reason });
  return { claims, unread };
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

interface Answer {
  claims: Claim[];
  cut: CutClaims[];
  reason: string | null;
}

async function analyseFile(file: PackedFile, deadlineMs: number): Promise<Answer> {
  if (file.addedAt.length === 0 || file.content === null) return { claims: [], cut: [], reason: null };
  const answer = await runInPool({ kind: 'file', file }, deadlineMs);
  return answer.kind === 'claims' ? { ...answer, reason: null } : { claims: [], cut: [], reason: answer.reason };
}

async function analyseWhole(
  files: PackedFile[],
  snapshotPaths: readonly string[],
  leftOut: readonly ChangedFile[],
  deadlineMs: number,
): Promise<Answer> {
  // Of what is not read only the names count.
  const others = leftOut.map((file) => packFile({ ...file, hunks: [], content: null, snapshotPaths: [] }));
  const all = [...files, ...others];
  const answer = await runInPool({ kind: 'change', files: all, snapshotPaths: snapshotPaths.join('\0') }, deadlineMs);
  return answer.kind === 'claims' ? { ...answer, reason: null } : { claims: [], cut: [], reason: answer.reason };
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
