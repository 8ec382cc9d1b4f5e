import { createPauses } from '../../../turns/create-pauses.js';
import { changedNewLines } from '../../../diff/changed-new-lines.js';
import type { Hunk } from '../../../diff/types.js';
import { enclosingSymbols } from '../../../syntax/enclosing-symbols.js';
import type { PathIndex } from '../../../syntax/index-paths.js';
import { languageOf, type Language } from '../../../syntax/language-of.js';
import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { resolveImport } from '../../../syntax/resolve-import.js';
import type { ChangedFile } from '../../types.js';
import { groupBy } from '../../group-by.js';
import { outlineFiles, type Outlining } from './outline-files.js';
import { symbolsAround } from './symbols-around.js';

/** A name that the change redefines or removes. */
export interface ChangedSymbol {
  name: string;
  /** 0: it is gone. */
  startLine: number;
  endLine: number;
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

/** The changed files as syntax trees know them; a deleted one has only what it defined. What is not parsed is absent. */
export async function lookAtChange(
  files: readonly ChangedFile[],
  { contents, paths, pool }: { contents: ReadonlyMap<string, string>; paths: PathIndex; pool: Outlining },
): Promise<Map<string, LookedAt>> {
  const outlined = await outlineFiles(
    files.flatMap(({ path, hunks }) => {
      const text = contents.get(path);
      return text === undefined ? [] : [{ path, text, lines: [...changedNewLines(hunks)], places: [] }];
    }),
    pool,
  );
  const looked = new Map<string, LookedAt>();
  const pause = createPauses();
  for (const { path, hunks, status } of files) {
    await pause();
    const file = outlined.get(path);
    const language = languageOf(path);
    if (!file && (status !== 'deleted' || language === null)) continue;
    const symbols = file?.outline.symbols ?? [];
    const imports = (file?.outline.imports ?? [])
      .slice(0, MOST_IMPORTS)
      .flatMap((one) => (file && resolveImport(file.language, one, path, paths)) ?? []);
    looked.set(path, {
      path,
      language: file?.language ?? language ?? 'cpp',
      lines: file?.lines ?? [],
      symbols,
      references: file?.outline.references ?? [],
      imports: new Set(imports.filter((one) => one !== path)),
      changedSymbols: [...changedOf(symbols, touchedLines(hunks)), ...removedOf(symbols, hunks)],
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
    for (const { kind, newLine } of lines.toReversed()) {
      next = newLine ?? next;
      if (kind === 'removed' && next !== null) touched.add(next);
    }
  }
  return touched;
}

/** Every function around a touched line; a class, type or constant only where the line is in no function of it. */
function changedOf(symbols: readonly SourceSymbol[], touched: ReadonlySet<number>): ChangedSymbol[] {
  const changed = new Set<SourceSymbol>();
  for (const [line, around] of symbolsAround(symbols, touched)) {
    const functions = around.filter(({ kind }) => kind === 'function' || kind === 'method');
    for (const symbol of functions.length > 0 ? functions : enclosingSymbols(around, [line])) changed.add(symbol);
  }
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
function removedOf(symbols: readonly SourceSymbol[], hunks: readonly Hunk[]): ChangedSymbol[] {
  const present = new Set(symbols.map(({ name }) => name));
  const removed = hunks.flatMap(({ lines }) =>
    lines.flatMap(
      ({ kind, text }) =>
        (kind === 'removed' &&
          !/^\s/.test(text) &&
          REMOVED_DEFINITION.exec(text.slice(0, LOOKED_AT).replaceAll(/\s+/g, ' '))?.[1]) ||
        [],
    ),
  );
  return [...new Set(removed)]
    .filter((name) => !present.has(name))
    .slice(0, MOST_CHANGED)
    .map((name) => ({ name, startLine: 0, endLine: 0, reach: 'module' as const }));
}
