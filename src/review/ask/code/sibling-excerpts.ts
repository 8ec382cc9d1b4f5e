import { posix } from 'node:path';
import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { createPauses } from '../../../turns/create-pauses.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import { counterparts, wordsOf } from './counterparts.js';
import { excerptOf, linesBetween } from './excerpt-of.js';
import type { FoundCode, SeenFile } from './found-code.js';
import { languageFamily } from './language-family.js';
import type { ChangedSymbol, LookedAt } from './look-at-change.js';
import type { OutlinedFile } from './outline-files.js';
import type { ShownLines } from './shown-lines.js';
import { isTelling } from './telling-names.js';

const MOST_SIBLINGS = 8;
const MOST_OF_SYMBOL = 2;
const LONGEST = 40;

/**
 * What may have to change along with a changed function: the other half of its pair (`encode`, `decode`) in its type, its
 * file or beside it; the same method of another type that is or extends the same; the function of the same name in a
 * file beside it whose name has a word in common (`stripe-refund`, `paypal-refund`). Surest first, at most eight.
 */
export async function siblingExcerpts(
  seen: readonly SeenFile[],
  found: FoundCode,
  shown: ShownLines,
): Promise<Excerpt[]> {
  const pause = createPauses();
  const functions = await functionsByName(found.files.values());
  const excerpts = new Map<string, Excerpt>();
  for (const { looked } of seen) {
    if (isTestPath(looked.path)) continue;
    for (const symbol of looked.changedSymbols) {
      await pause();
      let own = 0;
      for (const { file, symbol: sibling } of siblingsOf(symbol, looked, functions, found)) {
        const key = `${file.path}:${sibling.startLine}`;
        if (own >= MOST_OF_SYMBOL || excerpts.size >= MOST_SIBLINGS) break;
        if (excerpts.has(key) || shown.has(file.path, sibling.startLine)) continue;
        const end = Math.min(sibling.endLine, sibling.startLine + LONGEST - 1);
        const excerpt = excerptOf(file, linesBetween(sibling.startLine, end));
        if (excerpt === null) continue;
        excerpts.set(key, excerpt);
        own += 1;
      }
    }
  }
  return [...excerpts.values()];
}

/** The names that must be looked for so that `siblingExcerpts` finds what it looks for. */
export function siblingNames({ name, startLine }: ChangedSymbol): string[] {
  return startLine === 0 ? [] : counterparts(name).filter(isTelling);
}

/** A function of a file. */
interface Placed {
  file: OutlinedFile;
  symbol: SourceSymbol;
}

async function functionsByName(files: Iterable<OutlinedFile>): Promise<ReadonlyMap<string, readonly Placed[]>> {
  const functions = new Map<string, Placed[]>();
  const pause = createPauses();
  for (const file of files) {
    await pause();
    if (isTestPath(file.path)) continue;
    for (const symbol of file.outline.symbols) {
      if (symbol.kind !== 'function' && symbol.kind !== 'method') continue;
      const known = functions.get(symbol.name);
      if (known) known.push({ file, symbol });
      else functions.set(symbol.name, [{ file, symbol }]);
    }
  }
  return functions;
}

function* siblingsOf(
  { name, container, startLine }: ChangedSymbol,
  looked: LookedAt,
  functions: ReadonlyMap<string, readonly Placed[]>,
  found: FoundCode,
): Generator<Placed> {
  const { path, language, file: home } = looked;
  if (startLine === 0 || home === null) return;
  const folder = posix.dirname(path);
  const family = languageFamily(language);
  const isBeside = (other: string) => other !== path && posix.dirname(other) === folder;
  const named = (wanted: string) =>
    (functions.get(wanted) ?? []).filter(({ file }) => languageFamily(file.language) === family);
  for (const other of counterparts(name)) {
    for (const one of named(other)) {
      const { file, symbol } = one;
      const isSameOwner = symbol.container === container;
      const isOwn = file.path === path && isSameOwner;
      const isOpposite = isBeside(file.path) && pairs(file.path, path);
      if (isOwn || (isOpposite && (isSameOwner || sameWords(symbol, container)))) yield one;
    }
  }
  if (!isTelling(name)) return;
  for (const one of named(name)) {
    const { file, symbol } = one;
    const isFree = symbol.container === null && container === null;
    if (isFree && isBeside(file.path) && sharesWord(file.path, path)) yield one;
    if (container === null || symbol.container === null || symbol.container === container) continue;
    if (isAlike(home, container, file, symbol.container, found)) yield one;
  }
}

/** `user-encoder` beside `user-decoder`, or two files with a word in common. */
function pairs(one: string, other: string): boolean {
  return counterparts(stem(one)).includes(stem(other)) || sharesWord(one, other);
}

function sharesWord(one: string, other: string): boolean {
  const words = new Set(wordsOf(stem(one)));
  return wordsOf(stem(other)).some((word) => word.length > 2 && words.has(word));
}

function sameWords({ container }: SourceSymbol, other: string | null): boolean {
  if (container === null || other === null) return false;
  const words = new Set(wordsOf(container));
  return wordsOf(other).some((word) => word.length > 2 && words.has(word));
}

function stem(path: string): string {
  return posix.basename(path).replace(/\.[^/]*$/, '');
}

/** Whether two types are, or extend, something that is the same. */
function isAlike(
  file: OutlinedFile,
  type: string,
  otherFile: OutlinedFile,
  other: string,
  { resolved }: FoundCode,
): boolean {
  const above = aboveOf(file, type, resolved);
  return above.size > 0 && [...aboveOf(otherFile, other, resolved)].some((one) => above.has(one));
}

function aboveOf({ path, facts }: OutlinedFile, type: string, resolved: FoundCode['resolved']): Set<string> {
  const symbol = facts?.symbols.find((one) => one.name === type);
  if (!facts || !symbol) return new Set();
  const uses = resolved.uses.get(path) ?? [];
  return new Set(
    uses
      .filter((use) => use.type === 'INHERITS' && use.line >= symbol.startLine && use.line <= symbol.endLine)
      .map(({ to }) => `${to.path} ${to.qualifiedName}`),
  );
}
