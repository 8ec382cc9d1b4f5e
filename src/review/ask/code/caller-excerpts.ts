import { posix } from 'node:path';
import type { SearchHit } from '../../../snapshot/types.js';
import { generatedHeader } from '../../../syntax/paths/generated-header.js';
import { nobodysWork } from '../../../syntax/paths/nobodys-work.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { cutText } from '../../../words/cut-text.js';
import { groupBy } from '../../group-by.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import type { FoundCode, SeenFile } from './found-code.js';
import { languageFamily } from './language-family.js';
import type { ChangedSymbol, LookedAt } from './look-at-change.js';
import { isFollowed } from './resolve-uses.js';
import type { ShownLines } from './shown-lines.js';
import { COMMON, isTelling } from './telling-names.js';

/** Files for each changed symbol, lines of each of them, and lines in all. */
const MOST_FILES = 8;
const MOST_OF_FILE = 4;
const MOST_IN_ALL = 40;
const LONGEST_LINE = 300;
/** Nobody writes longer ones. */
const MINIFIED = 500;
const MOST_LISTED = 8;

/** Where a changed symbol is used. */
interface Uses {
  /** In production code, surest first. */
  code: SearchHit[];
  tests: number;
  /** Places with the name of which it is not known what they mean. */
  unknown: number;
}

/**
 * Uses of what the change redefines or removes, one excerpt a file with all its lines; uses in tests, common names and
 * places that may mean something else are only counted, in `notShown`.
 */
export async function callerExcerpts(
  seen: readonly SeenFile[],
  shown: ShownLines,
  found: FoundCode,
  notShown: string[],
): Promise<Excerpt[]> {
  const pause = createPauses();
  const blocks = new Map<string, Map<number, string>>();
  const done = new Set<string>();
  const said = { more: [] as string[], common: [] as string[], tests: [] as string[], unknown: [] as string[] };
  let left = MOST_IN_ALL;
  for (const { looked } of seen) {
    for (const symbol of looked.changedSymbols) {
      const { name, reach } = symbol;
      const key = reach === 'module' ? name : `${looked.path} ${name}`;
      if (done.has(key) || !isTelling(name)) continue;
      done.add(key);
      await pause();
      const total = found.counts.get(name) ?? 0;
      if (total > COMMON) {
        said.common.push(`${name} (${total})`);
        continue;
      }
      const { code, tests, unknown } = usesOf(symbol, looked, found);
      let more = 0;
      for (const [index, [path, hits]] of [...groupBy(code, (hit) => hit.path)].entries()) {
        const block = blocks.get(path) ?? new Map<number, string>();
        for (const [at, { line, text }] of hits.entries()) {
          if (block.has(line) || shown.has(path, line)) continue;
          if (index >= MOST_FILES || at >= MOST_OF_FILE || left <= 0) {
            more += 1;
            continue;
          }
          block.set(line, cutText(text.trimEnd(), LONGEST_LINE));
          left -= 1;
        }
        if (block.size > 0) blocks.set(path, block);
      }
      if (more > 0) said.more.push(`${name} (${more})`);
      if (tests > 0) said.tests.push(`${name} (${tests})`);
      if (unknown > 0) said.unknown.push(`${name} (${unknown})`);
    }
  }
  if (said.more.length > 0) notShown.push(`more uses of ${listed(said.more)}`);
  if (said.tests.length > 0) notShown.push(`uses in tests of ${listed(said.tests)}`);
  if (said.unknown.length > 0)
    notShown.push(`places that may mean something else by the same name: ${listed(said.unknown)}`);
  if (said.common.length > 0) notShown.push(`places with a common name: ${listed(said.common)}`);
  return [...blocks].map(([path, block]) => asExcerpt(path, block));
}

function asExcerpt(path: string, block: ReadonlyMap<number, string>): Excerpt {
  const sorted = [...block].toSorted(([a], [b]) => a - b);
  const lines = sorted.map(([line]) => line);
  const text = sorted.map(([, one]) => one).join('\n');
  return { path, startLine: lines[0] ?? 1, text, ...(lines.length > 1 && { lines }) };
}

/** A few by name; how many others there are is said all the same. */
function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return [...names.slice(0, MOST_LISTED), ...(rest > 0 ? [`${rest} other symbols`] : [])].join(', ');
}

/**
 * What is local to a function is used in its file only. Elsewhere a use counts whose call leads to the symbol, or whose
 * file imports the changed one; of a symbol of a test the uses in tests are what counts.
 */
function usesOf(symbol: ChangedSymbol, { path: home, language, file }: LookedAt, found: FoundCode): Uses {
  const { name, reach } = symbol;
  const { hits, files, looked, roleAt } = found;
  const family = languageFamily(language);
  const isNear = (path: string) => path === home || found.imports(path, home) || isSamePackage(path, home, language);
  const places = (hits.get(name) ?? []).filter((hit) => {
    if (reach === 'function' && hit.path !== home) return false;
    if (languageFamily(hit.path) !== family || roleAt(hit, name) !== 'use' || isMade(hit, found)) return false;
    const own = symbolsNamed(files.get(hit.path)?.outline.symbols ?? [], name);
    if (own.some((one) => hit.line >= one.startLine && hit.line <= one.signatureEndLine)) return false;
    // What is inside of the changed function itself is no use of it.
    const changed = hit.path === home ? symbolsNamed(looked.get(home)?.changedSymbols ?? [], name) : [];
    return !changed.some((one) => hit.line >= one.startLine && hit.line <= one.endLine);
  });
  // Files that import nothing see each other's names only as scripts of one page do.
  const isScript = file !== null && family === 'script' && file.facts?.exports.length === 0;
  // What a module does not export, nobody else means.
  const own = file?.facts?.symbols.find((one) => one.name === name && one.container === -1);
  const isPrivate = family === 'script' && !isScript && own?.exported === false;
  const isImported = reach === 'module' && places.some(({ path }) => path !== home && isNear(path));
  const sure: SearchHit[] = [];
  const likely: SearchHit[] = [];
  let unknown = 0;
  for (const hit of places) {
    const leads = leadsTo(hit, symbol, home, found);
    if (leads === 'here') sure.push(hit);
    else if (leads === 'elsewhere') continue;
    else if (isNear(hit.path)) likely.push(hit);
    else if (reach === 'module' && (isImported || isPrivate)) continue;
    else if (reach === 'module' && (!isFollowed(language) || isScript)) likely.push(hit);
    else unknown += 1;
  }
  const all = [...sure, ...likely];
  if (isTestPath(home)) return { code: all, tests: 0, unknown };
  const code = all.filter(({ path }) => !isTestPath(path));
  return { code, tests: all.length - code.length, unknown };
}

/** Whether what is used at a place is the symbol, something else of its name, or not known. */
function leadsTo(
  { path, line }: SearchHit,
  { name, startLine, endLine }: ChangedSymbol,
  home: string,
  { resolved }: FoundCode,
): 'here' | 'elsewhere' | null {
  const of = (resolved.uses.get(path) ?? []).filter((use) => use.line === line && use.to.name === name);
  if (of.length === 0) return null;
  const isHere = of.some(({ to }) => to.path === home && to.startLine <= endLine && to.endLine >= startLine);
  return isHere ? 'here' : 'elsewhere';
}

/** A line that no person wrote. */
function isMade({ path, text }: SearchHit, { files }: FoundCode): boolean {
  if (nobodysWork(path) !== null || text.length > MINIFIED) return true;
  const file = files.get(path);
  if (!file) return false;
  const known = madeFiles.get(file) ?? generatedHeader(file.lines.slice(0, 60).join('\n')) !== null;
  madeFiles.set(file, known);
  return known;
}

const madeFiles = new WeakMap<object, boolean>();

/** Files of one folder see each other without an import. */
function isSamePackage(path: string, home: string, language: string): boolean {
  return /^(?:go|java|c-sharp)$/.test(language) && posix.dirname(path) === posix.dirname(home);
}

const byName = new WeakMap<object, Map<string, unknown[]>>();

/** The symbols of that name out of a list that is asked for many names: it is gone through once. */
function symbolsNamed<T extends { name: string }>(symbols: readonly T[], name: string): readonly T[] {
  const known = (byName.get(symbols) ?? groupBy(symbols, (one) => one.name)) as Map<string, T[]>;
  byName.set(symbols, known);
  return known.get(name) ?? [];
}
