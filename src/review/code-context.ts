import { posix } from 'node:path';
import type { Tree } from 'web-tree-sitter';
import { changedNewLines } from '../diff/changed-new-lines.js';
import { findWords } from '../snapshot/find-words.js';
import type { SearchHit, Snapshot } from '../snapshot/types.js';
import { languageOf, type Language } from '../syntax/language-of.js';
import { listImports } from '../syntax/list-imports.js';
import { listSymbols, type SourceSymbol } from '../syntax/list-symbols.js';
import { isNameAt, namesOnLines } from '../syntax/names-on-lines.js';
import { parseSource } from '../syntax/parse-source.js';
import { resolveImport } from '../syntax/resolve-import.js';
import type { Excerpt } from './prompt/chunk-parts.js';
import type { ChangedFile } from './types.js';

/** The code around a change, for the prompt; every bound that cut something is named in `notShown`. */
export interface CodeContext {
  symbols: Excerpt[];
  definitions: Excerpt[];
  callers: Excerpt[];
  notShown: string[];
}

const LONGEST_SYMBOL = 120;
const WINDOW = 25;
const LARGEST_FILE = 400_000;
const MOST_NAMES = 120;
const MOST_DEFINITIONS = 24;
const LONGEST_DEFINITION = 40;
const MOST_CALLERS = 8;
const COMMON = 60;
const MAX_BYTES = 48 * 1024 * 1024;
const PARSED_AT_MOST = 60;
/** Nobody calls these by their name. */
const CALLED_BY_LANGUAGE =
  /^(?:__\w+__|constructor|initialize|main|init|new|default|drop|clone|fmt|from|into|toString|render)$/;
const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\b.*\bfrom\b|use\s|using\s|#include\b|require\b|const\s.*=\s*require\()/;
const TEST = /(^|\/)(tests?|__tests__|spec)\/|[._-](test|spec)\.[a-z]+$|_test\.(go|py)$|(^|\/)test_[^/]+\.py$/;

/** What one changed file brings along. */
interface Looked {
  path: string;
  language: Language;
  lines: readonly string[];
  changed: ReadonlySet<number>;
  symbols: SourceSymbol[];
  names: string[];
  imports: ReadonlySet<string>;
}

/**
 * The functions around the changed lines, the definitions of what they use, and the callers of what was changed, read
 * from the syntax trees of the snapshot. A language without grammar, or a file that is too large, has none.
 */
export async function codeContext(
  files: readonly ChangedFile[],
  { contents, snapshot }: { contents: ReadonlyMap<string, string>; snapshot: Snapshot },
): Promise<CodeContext> {
  const paths = snapshot.list().map(({ path }) => path);
  const looked = await lookAll(files, contents, new Set(paths));
  const changedSymbols = looked.flatMap((file) => innermostChanged(file).map((symbol) => ({ file, symbol })));
  const names = changedSymbols.map(({ symbol }) => symbol.name);
  const callables = [...new Set(names.filter((name) => name.length > 2 && !CALLED_BY_LANGUAGE.test(name)))];
  const used = [...new Set(looked.flatMap(({ names }) => names))].slice(0, MOST_NAMES);
  const languages = new Set(looked.map(({ language }) => family(language)));
  const search = await findWords(snapshot, new Set([...used, ...callables]), {
    paths: ranked(paths, looked).filter((path) => languages.has(family(languageOf(path)))),
    perWord: COMMON,
    maxBytes: MAX_BYTES,
  });
  const { parse, close } = createParser(snapshot, contents);
  const notShown = search.complete ? [] : ['the repository is too large to look through for definitions and callers'];
  try {
    return {
      symbols: looked.flatMap(excerptsAround),
      definitions: await definitionsOf(used, looked, search.hits, parse),
      callers: await callersOf(callables, changedSymbols, search, parse, notShown),
      notShown,
    };
  } finally {
    close();
  }
}

/** What a change is in: a class around a changed method has not changed for those who use it. */
function innermostChanged({ symbols, changed }: Looked): SourceSymbol[] {
  const found = new Set<SourceSymbol>();
  for (const line of changed) {
    const around = symbols.filter(({ startLine, endLine }) => startLine <= line && endLine >= line);
    const [inner] = around.toSorted((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
    if (inner) found.add(inner);
  }
  return [...found];
}

/** Pairs of changed files of which one imports the other: what `planChunks` keeps together. */
export async function importLinks(
  files: readonly ChangedFile[],
  contents: ReadonlyMap<string, string>,
): Promise<[string, string][]> {
  const looked = await lookAll(files, contents, new Set(files.map(({ path }) => path)));
  return looked.flatMap(({ path, imports }) => [...imports].map((other): [string, string] => [other, path]));
}

async function lookAll(
  files: readonly ChangedFile[],
  contents: ReadonlyMap<string, string>,
  paths: ReadonlySet<string>,
): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (const { path, hunks } of files) {
    const text = contents.get(path);
    const language = languageOf(path);
    if (text === undefined || language === null || text.length > LARGEST_FILE) continue;
    const changed = changedNewLines(hunks);
    const tree = await parseSource(language, text);
    try {
      const imports = listImports(language, tree).map((one) => resolveImport(language, one, path, paths));
      looked.push({
        path,
        language,
        lines: text.split('\n'),
        changed,
        symbols: listSymbols(language, tree),
        names: namesOnLines(tree, changed),
        imports: new Set(imports.filter((one) => one !== null && one !== path) as string[]),
      });
    } finally {
      tree.delete();
    }
  }
  return looked;
}

/** The innermost function around each change, whole if it is short; else a window. What the diff shows anyway is left out. */
function excerptsAround({ path, lines, changed, symbols }: Looked): Excerpt[] {
  const ranges: [number, number][] = [];
  for (const line of changed) {
    if (lines[line - 1]?.trim() === '') continue;
    const around = symbols.filter(({ startLine, endLine }) => startLine <= line && endLine >= line);
    const fitting = around
      .filter(({ startLine, endLine }) => endLine - startLine < LONGEST_SYMBOL)
      .toSorted((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
    const widest = fitting.filter(({ kind }) => kind === 'function').at(-1) ?? fitting.at(-1);
    if (widest) ranges.push([widest.startLine, widest.endLine]);
    else if (around.length > 0) ranges.push([Math.max(1, line - WINDOW), Math.min(lines.length, line + WINDOW)]);
  }
  return merged(ranges)
    .filter(([from, to]) => [...Array(to - from + 1).keys()].some((offset) => !changed.has(from + offset)))
    .map(([from, to]) => ({ path, startLine: from, text: lines.slice(from - 1, to).join('\n') }));
}

function merged(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

type Parse = (path: string) => Promise<{ lines: readonly string[]; symbols: SourceSymbol[]; tree: Tree } | null>;

/** Definitions in imported files first, then the only one of the repository; those inside the change are in the diff. */
async function definitionsOf(
  names: readonly string[],
  looked: readonly Looked[],
  hits: ReadonlyMap<string, SearchHit[]>,
  parse: Parse,
): Promise<Excerpt[]> {
  const changed = new Map(looked.map((file) => [file.path, file]));
  const imported = new Set(looked.flatMap(({ imports }) => [...imports]));
  const found: Excerpt[] = [];
  for (const name of names) {
    if (found.length >= MOST_DEFINITIONS) break;
    const places = (hits.get(name) ?? []).filter(({ text }) => looksLikeDefinition(text, name) && text.length < 500);
    const near = places.filter(({ path }) => imported.has(path) || changed.has(path));
    const [place] = near.length > 0 ? near : onlyOne(places);
    if (!place) continue;
    const parsed = await parse(place.path);
    const symbol = parsed?.symbols.find(
      (one) => one.name === name && one.startLine <= place.line && one.endLine >= place.line,
    );
    if (!parsed || !symbol) continue;
    const file = changed.get(place.path);
    if (file && [...file.changed].some((line) => line >= symbol.startLine && line <= symbol.endLine)) continue;
    const end = Math.min(symbol.endLine, symbol.startLine + LONGEST_DEFINITION - 1);
    const cut = end < symbol.endLine ? `\n… (${symbol.endLine - end} more lines)` : '';
    found.push({
      path: place.path,
      startLine: symbol.startLine,
      text: parsed.lines.slice(symbol.startLine - 1, end).join('\n') + cut,
    });
  }
  return unique(found);
}

const DEFINES =
  '(?:function\\*?|class|interface|type|enum|def|func(?:\\s*\\([^)]*\\))?|fn|struct|trait|record|module|const|let|var|macro_rules!|static|public|private|protected|internal|async|export)';

function looksLikeDefinition(text: string, name: string): boolean {
  const escaped = name.replaceAll(/[$]/g, '\\$&');
  return new RegExp(
    `\\b${DEFINES}\\b[^=;(]*[\\s*&]${escaped}(?![\\p{L}\\p{N}_$])|^[\\w\\s*&:<>,\\[\\]]*[\\s*&:]${escaped}\\s*\\([^;]*$`,
    'u',
  ).test(text);
}

function onlyOne(places: readonly SearchHit[]): SearchHit[] {
  const outside = places.filter(({ path }) => !TEST.test(path));
  return new Set(outside.map(({ path, line }) => `${path}:${line}`)).size === 1 ? outside : [];
}

/** Uses of what the change defines, each with its line; tests last, common names only counted. */
async function callersOf(
  names: readonly string[],
  changedSymbols: readonly { file: Looked; symbol: SourceSymbol }[],
  { hits, counts }: { hits: ReadonlyMap<string, SearchHit[]>; counts: ReadonlyMap<string, number> },
  parse: Parse,
  notShown: string[],
): Promise<Excerpt[]> {
  const callers: Excerpt[] = [];
  for (const name of names) {
    const total = counts.get(name) ?? 0;
    if (total > COMMON) {
      notShown.push(`${total} places that say ${name}`);
      continue;
    }
    const own = changedSymbols.filter(({ symbol }) => symbol.name === name);
    const others = (hits.get(name) ?? []).filter(
      ({ path, line }) =>
        !own.some(({ file, symbol }) => file.path === path && (line === symbol.startLine || file.changed.has(line))),
    );
    const uses = others.filter(({ text }) => !IMPORT.test(text));
    const ordered = uses.toSorted((a, b) => Number(TEST.test(a.path)) - Number(TEST.test(b.path)));
    let shown = 0;
    for (const { path, line, text } of ordered) {
      if (shown >= MOST_CALLERS) break;
      const parsed = await parse(path);
      if (
        parsed &&
        !isNameAt(
          parsed.tree,
          line,
          text.search(new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll('$', '\\$')}`, 'u')),
        )
      )
        continue;
      callers.push({ path, startLine: line, text: text.trimEnd().slice(0, 300) });
      shown += 1;
    }
    if (ordered.length > shown && shown === MOST_CALLERS)
      notShown.push(`${ordered.length - shown} more places that use ${name}`);
  }
  return unique(callers);
}

/** Parses files on demand, each once, a bounded number; `close` gives the memory of their trees back. */
function createParser(snapshot: Snapshot, contents: ReadonlyMap<string, string>): { parse: Parse; close: () => void } {
  const known = new Map<string, NonNullable<Awaited<ReturnType<Parse>>>>();
  const parse: Parse = async (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const language = languageOf(path);
    if (language === null || known.size >= PARSED_AT_MOST) return null;
    const text = contents.get(path) ?? (await snapshot.readFile(path))?.toString('utf8');
    if (text === undefined || text.length > LARGEST_FILE) return null;
    const tree = await parseSource(language, text);
    const parsed = { lines: text.split('\n'), symbols: listSymbols(language, tree), tree };
    known.set(path, parsed);
    return parsed;
  };
  return { parse, close: () => known.forEach(({ tree }) => tree.delete()) };
}

function unique(excerpts: readonly Excerpt[]): Excerpt[] {
  return [...new Map(excerpts.map((one) => [`${one.path}:${one.startLine}`, one])).values()];
}

/** Files of the folders under change and what they import first: the byte limit must not cut these. */
function ranked(paths: readonly string[], looked: readonly Looked[]): string[] {
  const folders = new Set(looked.map(({ path }) => posix.dirname(path)));
  const imported = new Set(looked.flatMap(({ imports }) => [...imports]));
  const rank = (path: string) =>
    imported.has(path) ? 0 : folders.has(posix.dirname(path)) ? 1 : TEST.test(path) ? 3 : 2;
  return paths.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Languages that call each other. */
function family(language: Language | null): string {
  if (language === 'typescript' || language === 'tsx' || language === 'javascript') return 'script';
  return language ?? 'none';
}
