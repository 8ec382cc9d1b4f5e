import { posix } from 'node:path';
import { findWords } from '../../snapshot/find-words.js';
import type { Snapshot } from '../../snapshot/types.js';
import { indexPaths } from '../../syntax/index-paths.js';
import type { ThreadShare } from '../analyzers/thread-share.js';
import { isTestPath } from '../analyzers/test-path.js';
import { callerExcerpts } from './code/caller-excerpts.js';
import { definitionExcerpts } from './code/definition-excerpts.js';
import { enclosingExcerpts } from './code/enclosing-excerpts.js';
import type { FoundCode } from './code/found-code.js';
import { languageFamily } from './code/language-family.js';
import { lookAtChange, type LookedAt } from './code/look-at-change.js';
import { parseHits } from './code/parse-hits.js';
import { COMMON, isTelling, usedNames } from './code/telling-names.js';
import type { Excerpt } from './prompt/chunk-parts.js';
import type { ChangedFile } from '../types.js';

/** The code around a change, for the prompt; every bound that cut something is named in `notShown`. */
export interface CodeContext {
  symbols: Excerpt[];
  definitions: Excerpt[];
  callers: Excerpt[];
  notShown: string[];
}

/** A change that was looked at once, to be asked for each chunk of it. */
export interface CodeOfChange {
  /** Pairs of changed files of which the second imports the first: what `planChunks` keeps together. */
  links: [string, string][];
  /** What stands around some of the files, or parts of them. Pure. */
  contextOf(files: readonly ChangedFile[]): CodeContext;
}

export interface CodePorts {
  /** Head texts of the changed files. */
  contents: ReadonlyMap<string, string>;
  snapshot: Snapshot;
  threads: ThreadShare;
  /** For everything; 10,000 when absent. What was not looked at by then is absent and said. */
  deadlineMs?: number;
}

const MOST_NAMED = 5;
const MAX_BYTES = 48 * 1024 * 1024;

/**
 * Looks at a change once: the functions around the changed lines, the definitions of what they use (in what they import
 * first), and who uses what was changed, proven on syntax trees. One search through the repository, all parsing on
 * worker threads; a language without grammar, or a file that is too large, brings nothing. The order is always the same.
 */
export async function readCode(
  files: readonly ChangedFile[],
  { contents, snapshot, threads, deadlineMs = 10_000 }: CodePorts,
): Promise<CodeOfChange> {
  const until = performance.now() + deadlineMs;
  const list = snapshot.list().map(({ path }) => path);
  const paths = indexPaths(list);
  const unparsed = new Map<string, string>();
  const pool = { until, threads, unparsed };
  const looked = await lookAtChange(files, { contents, paths, pool });
  const all = [...looked.values()];
  const words = new Set(
    all.flatMap((file) => [...usedNames(file), ...file.changedSymbols.map(({ name }) => name)].filter(isTelling)),
  );
  const families = new Set(all.map(({ language }) => languageFamily(language)));
  const search = await findWords(snapshot, words, {
    paths: ranked(
      list.filter((path) => families.has(languageFamily(path))),
      all,
    ),
    perWord: COMMON,
    maxBytes: MAX_BYTES,
    until,
  });
  const parsed = await parseHits(all, search, { contents, snapshot, paths, pool });
  const isLate = performance.now() >= until;
  const limits = [
    ...(isLate ? ['the time for reading the code around the change was over'] : []),
    ...(search.complete || isLate
      ? []
      : ['the repository is too large to look through for all definitions and callers']),
    ...(parsed.complete || isLate ? [] : ['not every file with a possible definition or caller was parsed']),
    ...unparsedText(unparsed),
  ];
  const found: FoundCode = { looked, ...search, ...parsed, limits };
  return {
    links: all.flatMap(({ path, imports }) =>
      [...imports].filter((other) => looked.has(other)).map((other): [string, string] => [other, path]),
    ),
    contextOf: (some) => contextOf(some, found),
  };
}

/** The files whose parse broke, by name, a few of them. */
function unparsedText(unparsed: ReadonlyMap<string, string>): string[] {
  if (unparsed.size === 0) return [];
  const named = [...unparsed].slice(0, MOST_NAMED).map(([path, reason]) => `${path} (${reason})`);
  const more = unparsed.size > MOST_NAMED ? ` and ${unparsed.size - MOST_NAMED} more` : '';
  return [`these files could not be parsed: ${named.join(', ')}${more}`];
}

/** The code around one change as a whole. */
export async function codeContext(files: readonly ChangedFile[], ports: CodePorts): Promise<CodeContext> {
  return (await readCode(files, ports)).contextOf(files);
}

function contextOf(files: readonly ChangedFile[], found: FoundCode): CodeContext {
  const seen = files.flatMap((file) => {
    const looked = found.looked.get(file.path);
    return looked ? [{ file, looked }] : [];
  });
  const symbols = seen.flatMap(({ file, looked }) => enclosingExcerpts(file, looked));
  const notShown = files.some(({ path }) => languageFamily(path) !== null) ? [...found.limits] : [];
  return {
    symbols,
    definitions: definitionExcerpts(seen, symbols, found, notShown),
    callers: callerExcerpts(seen, found, notShown),
    notShown,
  };
}

/** What the change imports, then its folders, tests last: the limit of bytes must not cut the likely ones. */
function ranked(paths: readonly string[], looked: readonly LookedAt[]): string[] {
  const folders = new Set(looked.map(({ path }) => posix.dirname(path)));
  const near = new Set(looked.flatMap(({ path, imports }) => [path, ...imports]));
  const rank = (path: string) => (near.has(path) ? 0 : folders.has(posix.dirname(path)) ? 1 : isTestPath(path) ? 3 : 2);
  return paths
    .map((path) => ({ path, rank: rank(path) }))
    .toSorted((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}
