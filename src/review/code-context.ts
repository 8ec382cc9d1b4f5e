import { posix } from 'node:path';
import { findWords } from '../snapshot/find-words.js';
import type { SearchHit, Snapshot } from '../snapshot/types.js';
import { indexPaths } from '../syntax/index-paths.js';
import { isTestPath } from './analyzers/test-path.js';
import { columnsOf } from './code/columns-of.js';
import { definitionPlaces } from './code/find-definitions.js';
import { enclosingExcerpts } from './code/enclosing-excerpts.js';
import { languageFamily } from './code/language-family.js';
import { lookAtChange, type LookedAt } from './code/look-at-change.js';
import { outlineFiles, type OutlinedFile } from './code/outline-files.js';
import type { Excerpt } from './prompt/chunk-parts.js';
import type { ChangedFile } from './types.js';

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
  /** For everything; 10,000 when absent. What was not looked at by then is absent and said. */
  deadlineMs?: number;
}

const MOST_NAMES_OF_FILE = 60;
const MOST_DEFINITIONS = 24;
const LONGEST_DEFINITION = 40;
const MOST_CALLERS = 8;
const MOST_CALLERS_IN_ALL = 40;
const LONGEST_LINE = 300;
const MOST_LISTED = 8;
/** A name that stands in more places than this is too common to tell anything. */
const COMMON = 60;
const MAX_BYTES = 48 * 1024 * 1024;
const MOST_PARSED = 200;

/** What was found in the repository beside the change. */
interface Found {
  looked: ReadonlyMap<string, LookedAt>;
  hits: ReadonlyMap<string, readonly SearchHit[]>;
  counts: ReadonlyMap<string, number>;
  files: ReadonlyMap<string, OutlinedFile>;
  /** What stands at a place of a hit. */
  roleAt(hit: SearchHit, name: string): 'use' | 'import' | null;
  limits: string[];
}

/**
 * Looks at a change once: the functions around the changed lines, the definitions of what they use (in what they import
 * first), and who uses what was changed, proven on syntax trees. One search through the repository, all parsing on
 * worker threads; a language without grammar, or a file that is too large, brings nothing. The order is always the same.
 */
export async function readCode(
  files: readonly ChangedFile[],
  { contents, snapshot, deadlineMs = 10_000 }: CodePorts,
): Promise<CodeOfChange> {
  const until = performance.now() + deadlineMs;
  const list = snapshot.list().map(({ path }) => path);
  const looked = await lookAtChange(files, { contents, paths: indexPaths(list), until });
  const all = [...looked.values()];
  const words = new Set(
    all.flatMap((file) => [...usedNames(file), ...file.changedSymbols.map(({ name }) => name)].filter(isTelling)),
  );
  const families = new Set(all.map(({ language }) => languageFamily(language)));
  const search = await findWords(snapshot, words, {
    paths: ranked(list, all).filter((path) => families.has(languageFamily(path))),
    perWord: COMMON,
    maxBytes: MAX_BYTES,
    until,
  });
  const parsed = await parseHits(all, search, { contents, snapshot, until });
  const isLate = performance.now() >= until;
  const limits = [
    ...(isLate ? ['the time for reading the code around the change was over'] : []),
    ...(search.complete || isLate
      ? []
      : ['the repository is too large to look through for all definitions and callers']),
    ...(parsed.complete || isLate ? [] : ['not every file with a possible definition or caller was parsed']),
  ];
  const found: Found = { looked, ...search, ...parsed, limits };
  return {
    links: all.flatMap(({ path, imports }) =>
      [...imports].filter((other) => looked.has(other)).map((other): [string, string] => [other, path]),
    ),
    contextOf: (some) => contextOf(some, found),
  };
}

/** The code around one change as a whole. */
export async function codeContext(files: readonly ChangedFile[], ports: CodePorts): Promise<CodeContext> {
  return (await readCode(files, ports)).contextOf(files);
}

function contextOf(files: readonly ChangedFile[], found: Found): CodeContext {
  const seen = files.flatMap((file) => {
    const looked = found.looked.get(file.path);
    return looked ? [{ file, looked }] : [];
  });
  const symbols = seen.flatMap(({ file, looked }) => enclosingExcerpts(file, looked));
  const notShown = files.some(({ path }) => languageFamily(path) !== null) ? [...found.limits] : [];
  return {
    symbols,
    definitions: definitionsFor(seen, symbols, found, notShown),
    callers: callersFor(seen, found, notShown),
    notShown,
  };
}

interface Seen {
  file: ChangedFile;
  looked: LookedAt;
}

/** Definitions that stand neither in the diff nor in the excerpts already shown. */
function definitionsFor(seen: readonly Seen[], shown: readonly Excerpt[], found: Found, notShown: string[]): Excerpt[] {
  const isShown = (path: string, line: number) =>
    shown.some(
      (one) => one.path === path && line >= one.startLine && line < one.startLine + one.text.split('\n').length,
    ) ||
    seen.some(
      ({ file }) => file.path === path && file.hunks.some(({ lines }) => lines.some(({ newLine }) => newLine === line)),
    );
  const definitions = new Map<string, Excerpt>();
  let more = 0;
  for (const { looked } of seen) {
    for (const name of usedNames(looked).filter(isTelling)) {
      const definition = definitionOf(name, looked, found);
      if (definition === null || isShown(definition.path, definition.startLine)) continue;
      const key = `${definition.path}:${definition.startLine}`;
      if (definitions.has(key)) continue;
      if (definitions.size < MOST_DEFINITIONS) definitions.set(key, definition);
      else more += 1;
    }
  }
  if (more > 0) notShown.push(`${more} more definitions`);
  return [...definitions.values()];
}

function definitionOf(name: string, looked: LookedAt, { hits, files }: Found): Excerpt | null {
  const proven = definitionPlaces(name, looked, hits.get(name) ?? []).flatMap(({ path, line }) => {
    const file = files.get(path);
    const symbol = file?.outline.symbols.find(
      (one) => one.name === name && one.startLine <= line && one.signatureEndLine >= line,
    );
    return file && symbol ? [{ file, symbol }] : [];
  });
  const [first, second] = proven;
  if (!first) return null;
  const isNear = first.file.path === looked.path || looked.imports.has(first.file.path);
  if (second && !isNear) return null;
  const { startLine, endLine } = first.symbol;
  const end = Math.min(endLine, startLine + LONGEST_DEFINITION - 1);
  const cut = end < endLine ? `\n… (${endLine - end} more lines)` : '';
  return { path: first.file.path, startLine, text: first.file.lines.slice(startLine - 1, end).join('\n') + cut };
}

/** Uses of what the change redefines or removes, each with its line; tests last, common names only counted. */
function callersFor(seen: readonly Seen[], found: Found, notShown: string[]): Excerpt[] {
  const callers = new Map<string, Excerpt>();
  const names = new Set<string>();
  const common: string[] = [];
  const more: string[] = [];
  for (const { looked } of seen) {
    for (const { name } of looked.changedSymbols.filter((symbol) => isTelling(symbol.name))) {
      if (names.has(name)) continue;
      names.add(name);
      const total = found.counts.get(name) ?? 0;
      if (total > COMMON) {
        common.push(`${name} (${total})`);
        continue;
      }
      const uses = usesOf(name, looked, found);
      const room = Math.max(0, Math.min(MOST_CALLERS, MOST_CALLERS_IN_ALL - callers.size));
      for (const { path, line, text } of uses.slice(0, room))
        callers.set(`${path}:${line}`, { path, startLine: line, text: text.trimEnd().slice(0, LONGEST_LINE) });
      if (uses.length > room) more.push(`${name} (${uses.length - room})`);
    }
  }
  if (more.length > 0) notShown.push(`more callers of ${listed(more)}`);
  if (common.length > 0) notShown.push(`places with a common name: ${listed(common)}`);
  return [...callers.values()];
}

/** A few by name; how many others there are is said all the same. */
function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return [...names.slice(0, MOST_LISTED), ...(rest > 0 ? [`${rest} other symbols`] : [])].join(', ');
}

function usesOf(name: string, { path: home, language }: LookedAt, { hits, files, looked, roleAt }: Found): SearchHit[] {
  const family = languageFamily(language);
  return (hits.get(name) ?? [])
    .filter((hit) => {
      if (languageFamily(hit.path) !== family || roleAt(hit, name) !== 'use') return false;
      const symbols = files.get(hit.path)?.outline.symbols ?? [];
      if (symbols.some((one) => one.name === name && hit.line >= one.startLine && hit.line <= one.signatureEndLine))
        return false;
      // What is inside of the changed function itself is no caller of it.
      const own = hit.path === home ? (looked.get(home)?.changedSymbols ?? []) : [];
      return !own.some((one) => one.name === name && hit.line >= one.startLine && hit.line <= one.endLine);
    })
    .toSorted((a, b) => Number(isTestPath(a.path)) - Number(isTestPath(b.path)));
}

/** Parses the files in which a name that counts may be defined or used, each once, with all the places to look at. */
async function parseHits(
  all: readonly LookedAt[],
  { hits, counts }: Pick<Found, 'hits' | 'counts'>,
  { contents, snapshot, until }: { contents: CodePorts['contents']; snapshot: Snapshot; until: number },
): Promise<Pick<Found, 'files' | 'roleAt'> & { complete: boolean }> {
  const places = new Map<string, Map<string, [number, number]>>();
  const want = (path: string) => {
    const known = places.get(path) ?? new Map<string, [number, number]>();
    places.set(path, known);
    return known;
  };
  for (const file of all) {
    for (const name of usedNames(file))
      for (const { path } of definitionPlaces(name, file, hits.get(name) ?? [])) want(path);
    for (const { name } of file.changedSymbols) {
      if ((counts.get(name) ?? 0) > COMMON) continue;
      for (const hit of hits.get(name) ?? []) {
        if (languageFamily(hit.path) === languageFamily(file.language))
          want(hit.path).set(`${hit.line} ${name}`, [hit.line, columnsOf(hit.text, name)[0] ?? 0]);
      }
    }
  }
  const wanted = [...places].slice(0, MOST_PARSED);
  const texts = await Promise.all(
    wanted.map(async ([path, at]) => ({
      path,
      text: contents.get(path) ?? (await snapshot.readFile(path))?.toString('utf8') ?? '',
      lines: [],
      places: [...at.values()],
    })),
  );
  const files = await outlineFiles(texts, until);
  const roles = new Map(
    wanted.flatMap(([path, at]) =>
      [...at.keys()].map((key, index) => [`${path} ${key}`, files.get(path)?.outline.roles[index] ?? null]),
    ),
  );
  return {
    files,
    roleAt: ({ path, line }, name) => roles.get(`${path} ${line} ${name}`) ?? null,
    complete: wanted.length === places.size,
  };
}

function usedNames({ references }: LookedAt): string[] {
  return references.slice(0, MOST_NAMES_OF_FILE);
}

function isTelling(name: string): boolean {
  return name.length > 2 && name !== 'constructor' && name !== 'default' && name !== '__init__';
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
