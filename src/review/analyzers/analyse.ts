import type { Claim } from '../types.js';
import { addedLines } from './added-lines.js';
import { runInPool } from './pool.js';
import type { ChangedFile } from '../types.js';
import type { AnalyzedFile } from './types.js';

export { closePool } from './pool.js';

export interface AnalyseOptions {
  /** Changed files that are not read (a lockfile, generated code) but count when the change is looked at as a whole. */
  leftOut?: ChangedFile[];
  /** Milliseconds a worker may spend on one file; 10,000 when absent. */
  deadlineMs?: number;
}

export interface Analysis {
  claims: Claim[];
  /** Files no analyzer could read to the end; they belong in the coverage statement. */
  unread: { path: string; reason: string }[];
}

const MAX_BYTES = 1_048_576;
const MAX_LINE = 20_000;

/**
 * Runs the analyzers on worker threads, so that parsing never delays the caller. Claims keep the order of `files`.
 * A file that is too large, does not finish, or breaks an analyzer is named in `unread`; nothing is thrown for it.
 */
export async function analyse(files: AnalyzedFile[], options: AnalyseOptions = {}): Promise<Analysis> {
  const deadlineMs = options.deadlineMs ?? 10_000;
  const unread: Analysis['unread'] = [];
  const readable = files.filter((file) => {
    const reason = unreadable(file);
    if (reason) unread.push({ path: file.path, reason });
    return reason === null;
  });

  const jobs = readable
    .filter((file) => addedLines(file).size > 0 && file.content !== null)
    .map(async (file) => {
      const answer = await runInPool({ kind: 'file', file: { ...file, snapshotPaths: [] } }, deadlineMs);
      if (answer.kind === 'claims') return answer.claims;
      unread.push({ path: file.path, reason: answer.reason });
      return [];
    });
  const snapshotPaths = readable[0]?.snapshotPaths ?? [];
  const others = (options.leftOut ?? []).map((file) => ({ ...file, content: null, snapshotPaths }));
  const whole = runInPool({ kind: 'change', files: [...readable, ...others] }, deadlineMs);
  const claims = (await Promise.all(jobs)).flat();
  const about = await whole;
  if (about.kind === 'claims') return { claims: [...claims, ...about.claims], unread };
  return { claims, unread: [...unread, { path: '(the change as a whole)', reason: about.reason }] };
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
