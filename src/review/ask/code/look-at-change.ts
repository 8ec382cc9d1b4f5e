import { changedNewLines } from '../../../diff/changed-new-lines.js';
import type { Hunk } from '../../../diff/types.js';
import { enclosingSymbols } from '../../../syntax/enclosing-symbols.js';
import type { PathIndex } from '../../../syntax/index-paths.js';
import { languageOf, type Language } from '../../../syntax/language-of.js';
import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { resolveImport } from '../../../syntax/resolve-import.js';
import type { ChangedFile } from '../../types.js';
import { outlineFiles, type Outlining } from './outline-files.js';

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
  /\b(?:function\*?|class|interface|enum|def|func(?:\s*\([^)]*\))?|fn|struct|trait|type|const)\s+([\p{L}_$][\p{L}\p{N}_$]*)/u;

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
  const looked = files.flatMap(({ path, hunks, status }): LookedAt[] => {
    const file = outlined.get(path);
    const language = languageOf(path);
    if (!file && (status !== 'deleted' || language === null)) return [];
    const symbols = file?.outline.symbols ?? [];
    const imports = (file?.outline.imports ?? []).flatMap(
      (one) => (file && resolveImport(file.language, one, path, paths)) ?? [],
    );
    return [
      {
        path,
        language: file?.language ?? language ?? 'cpp',
        lines: file?.lines ?? [],
        symbols,
        references: file?.outline.references ?? [],
        imports: new Set(imports.filter((one) => one !== path)),
        changedSymbols: [...changedOf(symbols, touchedLines(hunks)), ...removedOf(symbols, hunks)],
      },
    ];
  });
  return new Map(looked.map((file) => [file.path, file]));
}

/** Lines of the new file that were added, or next to which something was removed. */
export function touchedLines(hunks: readonly Hunk[]): Set<number> {
  const touched = changedNewLines(hunks);
  for (const { lines } of hunks) {
    for (const [index, { kind }] of lines.entries()) {
      if (kind !== 'removed') continue;
      const next =
        lines.slice(index).find(({ newLine }) => newLine !== null) ?? lines.findLast(({ newLine }) => newLine !== null);
      if (next?.newLine) touched.add(next.newLine);
    }
  }
  return touched;
}

/** Every function around a touched line; a class, type or constant only where the line is in no function of it. */
function changedOf(symbols: readonly SourceSymbol[], touched: ReadonlySet<number>): ChangedSymbol[] {
  const changed = new Set<SourceSymbol>();
  for (const line of touched) {
    const around = symbols.filter(({ startLine, endLine }) => startLine <= line && endLine >= line);
    const functions = around.filter(({ kind }) => kind === 'function' || kind === 'method');
    for (const symbol of functions.length > 0 ? functions : enclosingSymbols(around, [line])) changed.add(symbol);
  }
  return symbols
    .filter((symbol) => changed.has(symbol) && symbol.kind !== 'namespace')
    .map((symbol) => ({ ...symbol, reach: reachOf(symbol, symbols) }));
}

function reachOf(symbol: SourceSymbol, symbols: readonly SourceSymbol[]): ChangedSymbol['reach'] {
  const isLocal = symbols.some(
    (one) =>
      one !== symbol &&
      (one.kind === 'function' || one.kind === 'method') &&
      one.name === symbol.container &&
      one.startLine <= symbol.startLine &&
      one.endLine >= symbol.endLine,
  );
  if (isLocal) return 'function';
  return symbol.container === null ? 'module' : 'member';
}

/** What was defined on removed lines and is not defined in the file any more: who still uses it is broken. */
function removedOf(symbols: readonly SourceSymbol[], hunks: readonly Hunk[]): ChangedSymbol[] {
  const present = new Set(symbols.map(({ name }) => name));
  const removed = hunks.flatMap(({ lines }) =>
    lines.flatMap(
      ({ kind, text }) =>
        (kind === 'removed' && !/^\s/.test(text) && REMOVED_DEFINITION.exec(text.slice(0, 500))?.[1]) || [],
    ),
  );
  return [...new Set(removed)]
    .filter((name) => !present.has(name))
    .map((name) => ({ name, startLine: 0, endLine: 0, reach: 'module' as const }));
}
