import { posix } from 'node:path';
import { findWords } from '../../snapshot/find-words.js';
import type { Snapshot } from '../../snapshot/types.js';
import { indexPaths } from '../../syntax/index-paths.js';
import { createPauses } from '../../turns/create-pauses.js';
import { eachInTurns } from '../../turns/each-in-turns.js';
import type { ThreadShare } from '../analyzers/thread-share.js';
import { BOUNDS } from '../bounds.js';
import type { HeadTexts } from '../plan/head-texts.js';
import { isTestPath } from '../../syntax/paths/test-path.js';
import { callerExcerpts } from './code/caller-excerpts.js';
import { definitionExcerpts } from './code/definition-excerpts.js';
import { enclosingExcerpts } from './code/enclosing-excerpts.js';
import type { FoundCode } from './code/found-code.js';
import { languageFamily } from './code/language-family.js';
import { lookAtChange, type LookedAt } from './code/look-at-change.js';
import { parseHits } from './code/parse-hits.js';
import { importModules } from './code/import-modules.js';
import { isFollowed, resolveUses } from './code/resolve-uses.js';
import { shownLines } from './code/shown-lines.js';
import { scriptManifests } from './code/script-manifests.js';
import { siblingExcerpts, siblingNames } from './code/sibling-excerpts.js';
import { testExcerpts } from './code/test-excerpts.js';
import { readTestFiles } from './code/test-files.js';
import { typeExcerpts } from './code/type-excerpts.js';
import { COMMON, isTelling, usedNames } from './code/telling-names.js';
import type { Excerpt } from './prompt/chunk-parts.js';
import type { ChangedFile } from '../types.js';

/** The code around a change, for the prompt; every bound that cut something is named in `notShown`. */
export interface CodeContext {
  symbols: Excerpt[];
  types: Excerpt[];
  definitions: Excerpt[];
  siblings: Excerpt[];
  tests: Excerpt[];
  callers: Excerpt[];
  notShown: string[];
}

/** A change that was looked at once, to be asked for each chunk of it. */
export interface CodeOfChange {
  /** Pairs of changed files of which the second imports the first: what `planChunks` keeps together. */
  links: [string, string][];
  /** Files that say where imports lead and are no JSON: they were ignored. */
  brokenManifests: readonly string[];
  /** What stands around some of the files, or parts of them. */
  contextOf(files: readonly ChangedFile[]): Promise<CodeContext>;
}

export interface CodePorts {
  texts: HeadTexts;
  snapshot: Snapshot;
  threads: ThreadShare;
  /** For everything; 10,000 when absent. What was not looked at by then is absent and said. */
  deadlineMs?: number;
}

const MOST_NAMED = 5;
const MAX_BYTES = 48 * 1024 * 1024;

/**
 * Looks at a change once: the functions around the changed lines, the types they belong to, the definitions of what they
 * use (by import, receiver or type), what may have to agree with them, their tests, and who uses what was changed. One
 * search through the repository, all parsing on worker threads; a language without grammar, or a file that is too large,
 * brings nothing. The order is always the same: production code first.
 */
export async function readCode(
  files: readonly ChangedFile[],
  { texts, snapshot, threads, deadlineMs = 10_000 }: CodePorts,
): Promise<CodeOfChange> {
  const until = performance.now() + deadlineMs;
  // What the change deletes is still meant by those who import it.
  const deleted = files.filter(({ status }) => status === 'deleted').map(({ path }) => path);
  const paths = await indexPaths([...snapshot.list().map(({ path }) => path), ...deleted]);
  const { json, broken } = await scriptManifests(snapshot, files, until);
  const modules = importModules(paths, json);
  const unparsed = new Map<string, string>();
  const pool = { until, threads, unparsed };
  const { contents, wanted, left } = await loadSome(files, texts);
  const looked = await lookAtChange(wanted, { contents, modules, pool });
  const all = [...looked.values()];
  const words = await namesOf(all);
  const families = new Set(all.map(({ language }) => languageFamily(language)));
  const search = await findWords(snapshot, words, {
    paths: await ranked(snapshot, all, families),
    perWord: COMMON,
    maxBytes: MAX_BYTES,
    until,
  });
  const parsed = await parseHits(all, search, { contents, snapshot, modules, pool });
  const resolved = await resolveUses(
    parsed.files,
    {
      first: (path, line) => looked.get(path)?.touched.has(line) ?? false,
      names: (path) => namesToFollow(looked.get(path)),
    },
    { snapshot, paths, modules, pool },
  );
  const tests = await readTestFiles(all, { snapshot, modules, pool });
  const isLate = performance.now() >= until;
  const limits = [
    ...(isLate ? ['the time for reading the code around the change was over'] : []),
    ...(search.complete || isLate
      ? []
      : ['the repository is too large to look through for all definitions and callers']),
    ...(left > 0 ? [`the code around ${left} more files of the change`] : []),
    ...(parsed.complete || isLate ? [] : ['not every file with a possible definition or caller was parsed']),
    ...(resolved.complete || isLate ? [] : ['not every use could be followed to its definition']),
    ...unparsedText(unparsed),
  ];
  const found: FoundCode = { looked, ...search, ...parsed, resolved, tests, limits };
  return {
    brokenManifests: broken,
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

async function contextOf(files: readonly ChangedFile[], found: FoundCode): Promise<CodeContext> {
  const seen = files.flatMap((file) => {
    const looked = found.looked.get(file.path);
    return looked ? [{ file, looked }] : [];
  });
  seen.sort((a, b) => Number(isTestPath(a.file.path)) - Number(isTestPath(b.file.path)));
  const shown = await shownLines(files);
  const show = (excerpts: Excerpt[]): Excerpt[] => {
    shown.add(excerpts);
    return excerpts;
  };
  const symbols: Excerpt[] = [];
  const pause = createPauses();
  for (const { file, looked } of seen) {
    symbols.push(...(await enclosingExcerpts(file, looked)));
    await pause();
  }
  show(symbols);
  const notShown = files.some(({ path }) => languageFamily(path) !== null) ? [...found.limits] : [];
  const types = show(await typeExcerpts(seen, found, shown));
  const definitions = show(await definitionExcerpts(seen, shown, found, notShown));
  const siblings = show(await siblingExcerpts(seen, found, shown));
  const tests = await testExcerpts(seen, found, shown, notShown);
  const callers = await callerExcerpts(seen, shown, found, notShown);
  return { symbols, types, definitions, siblings, tests, callers, notShown };
}

/** Names without an owner on the changed lines, and the types that the changed members belong to. */
function namesToFollow(looked: LookedAt | undefined): string[] {
  if (!looked) return [];
  return [...looked.references, ...looked.changedSymbols.flatMap(({ container }) => container ?? [])].slice(0, 100);
}

/** The texts of the riskiest files that have a grammar; a deleted file needs none. `left` counts the others. */
async function loadSome(files: readonly ChangedFile[], texts: HeadTexts) {
  const contents = new Map<string, string>();
  const wanted: ChangedFile[] = [];
  let [bytes, left] = [0, 0];
  for (const file of files) {
    const { path } = file;
    if (languageFamily(path) === null) continue;
    bytes += texts.sizeOf(path);
    if (wanted.length >= BOUNDS.outlinedFiles || bytes > BOUNDS.outlinedBytes) {
      left += 1;
      continue;
    }
    wanted.push(file);
    const text = await texts.read(path);
    if (text !== null) contents.set(path, text);
  }
  return { contents, wanted, left };
}

/** What the riskiest files redefine, and what has to agree with it. */
async function namesOf(all: readonly LookedAt[]): Promise<Set<string>> {
  const pause = createPauses();
  const names = new Set<string>();
  for (const file of all) {
    const own: string[] = [];
    for (const symbol of file.changedSymbols) {
      own.push(symbol.name, ...siblingNames(symbol));
      await pause();
    }
    // What others use is followed, not looked for, where its language allows it.
    for (const name of [...(isFollowed(file.language) ? [] : usedNames(file)), ...own]) {
      if (names.size >= BOUNDS.names) return names;
      if (isTelling(name)) names.add(name);
    }
  }
  return names;
}

/**
 * What the change imports, then its folders, tests last: the limit of bytes must not cut the likely ones. Only files of
 * the given families of languages, otherwise in the order of the archive, which is always the same.
 */
async function ranked(
  snapshot: Snapshot,
  looked: readonly LookedAt[],
  families: ReadonlySet<string | null>,
): Promise<string[]> {
  const folders = new Set(looked.map(({ path }) => posix.dirname(path)));
  const near = new Set(looked.flatMap(({ path, imports }) => [path, ...imports]));
  const rank = (path: string) => (near.has(path) ? 0 : folders.has(posix.dirname(path)) ? 1 : isTestPath(path) ? 3 : 2);
  const ranks: string[][] = [[], [], [], []];
  await eachInTurns(snapshot.list(), ({ path }) => {
    if (families.has(languageFamily(path))) ranks[rank(path)]?.push(path);
  });
  return ranks.flat();
}
