import { changedNewLines } from '../../../diff/changed-new-lines.js';
import type { Hunk } from '../../../diff/types.js';
import type { Modules } from '../../../graph/symbols/resolve/modules.js';
import { enclosingSymbols } from '../../../syntax/enclosing-symbols.js';
import { languageOf, type Language } from '../../../syntax/language-of.js';
import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { eachInTurns } from '../../../turns/each-in-turns.js';
import type { ChangedFile } from '../../types.js';
import { groupBy } from '../../group-by.js';
import { outlineFiles, type FileToOutline, type OutlinedFile, type Outlining } from './outline-files.js';
import { symbolsAround } from './symbols-around.js';

/** A name that the change redefines or removes. */
export interface ChangedSymbol {
  name: string;
  /** 0: it is gone. */
  startLine: number;
  endLine: number;
  /** The type or function it stands in, or belongs to; null: none. */
  container: string | null;
  /** From where it can be used: inside of a function, through an import, or on a value (`row.total()`). */
  reach: 'function' | 'module' | 'member';
}

/** What one changed file brings along. */
export interface LookedAt {
  path: string;
  language: Language;
  lines: readonly string[];
  symbols: readonly SourceSymbol[];
  /** Names on added lines. */
  references: readonly string[];
  /** Files of the repository that it imports. */
  imports: ReadonlySet<string>;
  /** Null: it is gone. */
  file: OutlinedFile | null;
  /** Lines that were added, or next to which something was removed. */
  touched: ReadonlySet<number>;
  /** Names of what the change redefines or removes. */
  changedSymbols: readonly ChangedSymbol[];
}

/** A definition on a removed line, in the words of most languages. */
const REMOVED_DEFINITION =
  /\b(?:function\*?|class|interface|enum|def|func(?:\s?\([^()]{0,80}\))?|fn|struct|trait|type|const)\s([\p{L}_$][\p{L}\p{N}_$]*)/u;
/** Of a removed line: a definition begins it. */
const LOOKED_AT = 200;
/** Names that a file redefines or removes; who changes more changes everything. */
const MOST_CHANGED = 200;
const MOST_IMPORTS = 500;

/**
 * The changed files as syntax trees know them; a deleted one has only what it defined. What is not parsed is absent.
 */
export async function lookAtChange(
  files: readonly ChangedFile[],
  { contents, modules, pool }: { contents: ReadonlyMap<string, string>; modules: Modules; pool: Outlining },
): Promise<Map<string, LookedAt>> {
  const wanted: FileToOutline[] = [];
  await eachInTurns(files, ({ path, hunks }) => {
    const text = contents.get(path);
    if (text !== undefined) wanted.push({ path, text, lines: [...touchedLines(hunks)], places: [] });
  });
  const outlined = await outlineFiles(wanted, pool);
  const looked = new Map<string, LookedAt>();
  const pause = createPauses();
  for (const { path, hunks, status } of files) {
    await pause();
    const file = outlined.get(path);
    const language = languageOf(path);
    if (!file && (status !== 'deleted' || language === null)) continue;
    const symbols = file?.outline.symbols ?? [];
    const touched = touchedLines(hunks);
    const imports = (file?.outline.imports ?? []).slice(0, MOST_IMPORTS).flatMap((one) => modules.resolve(one, path));
    looked.set(path, {
      path,
      language: file?.language ?? language ?? 'cpp',
      lines: file?.lines ?? [],
      symbols,
      references: file?.outline.references ?? [],
      imports: new Set(imports.filter((one) => one !== path)),
      file: file ?? null,
      touched,
      changedSymbols: [...(await changedOf(symbols, touched)), ...(await removedOf(symbols, hunks))],
    });
  }
  return looked;
}

/** Lines of the new file that were added, or next to which something was removed. */
export function touchedLines(hunks: readonly Hunk[]): Set<number> {
  const touched = changedNewLines(hunks);
  for (const { lines } of hunks) {
    const last = lines.findLast(({ newLine }) => newLine !== null)?.newLine ?? null;
    let next = last;
    for (let at = lines.length - 1; at >= 0; at--) {
      const { kind, newLine } = lines[at] ?? { kind: 'context', newLine: null };
      next = newLine ?? next;
      if (kind === 'removed' && next !== null) touched.add(next);
    }
  }
  return touched;
}

/** Every function around a touched line; a class, type or constant only where the line is in no function of it. */
async function changedOf(symbols: readonly SourceSymbol[], touched: ReadonlySet<number>): Promise<ChangedSymbol[]> {
  const changed = new Set<SourceSymbol>();
  let last: readonly SourceSymbol[] | null = null;
  await eachInTurns(symbolsAround(symbols, touched), ([line, around]) => {
    if (around === last) return;
    last = around;
    const functions = around.filter(({ kind }) => kind === 'function' || kind === 'method');
    for (const symbol of functions.length > 0 ? functions : enclosingSymbols(around, [line])) changed.add(symbol);
  });
  const named = symbols.filter((symbol) => changed.has(symbol) && symbol.kind !== 'namespace').slice(0, MOST_CHANGED);
  const functions = groupBy(
    symbols.filter(({ kind }) => kind === 'function' || kind === 'method'),
    ({ name }) => name,
  );
  return named.map((symbol) => ({ ...symbol, reach: reachOf(symbol, functions.get(symbol.container ?? '') ?? []) }));
}

function reachOf(symbol: SourceSymbol, containers: readonly SourceSymbol[]): ChangedSymbol['reach'] {
  const isLocal = containers.some(
    (one) => one !== symbol && one.startLine <= symbol.startLine && one.endLine >= symbol.endLine,
  );
  if (isLocal && symbol.container !== null) return 'function';
  return symbol.container === null ? 'module' : 'member';
}

/** What was defined on removed lines and is not defined in the file any more: who still uses it is broken. */
async function removedOf(symbols: readonly SourceSymbol[], hunks: readonly Hunk[]): Promise<ChangedSymbol[]> {
  const present = new Set(symbols.map(({ name }) => name));
  const removed = new Set<string>();
  for (const { lines } of hunks) {
    await eachInTurns(lines, ({ kind, text }) => {
      if (kind !== 'removed' || removed.size === MOST_CHANGED || /^\s/.test(text)) return;
      const name = REMOVED_DEFINITION.exec(text.slice(0, LOOKED_AT).replaceAll(/\s+/g, ' '))?.[1];
      if (name !== undefined && !present.has(name)) removed.add(name);
    });
  }
  return Array.from(removed, (name) => ({ name, startLine: 0, endLine: 0, container: null, reach: 'module' as const }));
}
