import type { Claim } from '../types.js';
import { addedLines } from './added-lines.js';
import { readsManifest } from './dependencies/analyze-dependencies.js';
import { packFile, type PackedFile } from './pack-file.js';
import { runInPool } from './pool.js';
import { hasFileRules } from './run-analyzers.js';
import { isTestPath } from './test-path.js';
import type { ThreadShare } from './thread-share.js';
import type { ChangedFile } from '../types.js';
import type { AnalyzedFile } from './types.js';
import type { WorkerRequest } from './worker.js';

export { closePool } from './pool.js';

export interface AnalyseOptions {
  /** What this run may use of the threads. */
  threads: ThreadShare;
  /** Changed files that are not read (a lockfile, generated code) but count when the change is looked at as a whole. */
  leftOut?: ChangedFile[];
  /** Milliseconds a thread may spend on one file; 10,000 when absent. */
  deadlineMs?: number;
}

export interface Analysis {
  claims: Claim[];
  /** Files no analyzer could read to the end, each once; they belong in the coverage statement. */
  unread: { path: string; reason: string }[];
}

const MAX_BYTES = 1_048_576;
const MAX_LINE = 20_000;
/** Above this the rules would keep a thread for minutes; secrets are looked for in all files. */
const MOST_FILES_WITH_RULES = 1000;
const WHOLE = '(the change as a whole)';

/**
 * Runs the analyzers on worker threads, so that parsing never delays the caller. Claims keep the order of `files`.
 * Secrets are looked for apart from the rules and first: they are found whatever becomes of the rules. A file that is
 * too large, does not finish, gets no time, or breaks an analyzer is named in `unread`; nothing is thrown for it.
 */
export async function analyse(files: AnalyzedFile[], options: AnalyseOptions): Promise<Analysis> {
  const unread = new Map<string, string[]>();
  const add = (path: string, reason: string) => unread.set(path, [...(unread.get(path) ?? []), reason]);
  const readable = files.filter((file) => {
    const reason = unreadable(file);
    if (reason) add(file.path, reason);
    return reason === null;
  });
  const read = readable.filter((file) => addedLines(file).size > 0 && file.content !== null);
  const withRules = read.filter(({ path }) => hasFileRules(path));
  const ruled = new Set(withRules.slice(0, MOST_FILES_WITH_RULES));
  for (const { path } of withRules.slice(MOST_FILES_WITH_RULES))
    add(path, `The rules read the first ${MOST_FILES_WITH_RULES} files of a change`);

  const secrets = read.map((file) => ask({ kind: 'secrets', file: packed(file) }, file.path));
  const rules = read.map((file) => (ruled.has(file) ? ask({ kind: 'file', file: packed(file) }, file.path) : []));
  const whole = ask({ kind: 'change', files: wholeChange(readable, options.leftOut ?? []) }, WHOLE);
  const claims: Claim[] = [];
  for (const [index] of read.entries()) claims.push(...((await secrets[index]) ?? []), ...((await rules[index]) ?? []));
  claims.push(...(await whole));
  return { claims, unread: [...unread].map(([path, reasons]) => ({ path, reason: reasons.join('; ') })) };

  async function ask(request: ClaimsRequest, path: string): Promise<Claim[]> {
    const answer = await runInPool(request, options.deadlineMs ?? 10_000, options.threads);
    const about = request.kind === 'secrets' ? 'secrets were not looked for: ' : '';
    if (answer.kind === 'failed') add(path, about + answer.reason);
    else if (answer.failures.length > 0)
      add(
        path,
        `not every rule could read it: ${answer.failures.map(({ rule, reason }) => `${rule} (${reason})`).join(', ')}`,
      );
    return answer.kind === 'failed' ? [] : answer.claims;
  }
}

type ClaimsRequest = Extract<WorkerRequest, { kind: 'secrets' | 'file' | 'change' }>;

function packed(file: AnalyzedFile): PackedFile {
  return { ...packFile(file), snapshotPaths: [] };
}

/** All files with their added lines; the text only of those of which a rule about the change reads it. */
function wholeChange(readable: readonly AnalyzedFile[], leftOut: readonly ChangedFile[]): PackedFile[] {
  const snapshotPaths = readable[0]?.snapshotPaths ?? [];
  return [
    ...readable.map((file) =>
      packFile(isTestPath(file.path) || readsManifest(file.path) ? file : { ...file, content: null }),
    ),
    ...leftOut.map((file) => packFile({ ...file, content: null, snapshotPaths })),
  ];
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
