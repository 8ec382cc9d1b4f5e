import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { cutText } from '../../../words/cut-text.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import { columnsOf } from './columns-of.js';
import { excerptOf, linesBetween } from './excerpt-of.js';
import { definitionPlaces } from './find-definitions.js';
import type { FoundCode, SeenFile } from './found-code.js';
import type { LookedAt } from './look-at-change.js';
import type { OutlinedFile } from './outline-files.js';
import { isFollowed } from './resolve-uses.js';
import type { ShownLines } from './shown-lines.js';
import { usedNames } from './telling-names.js';
import { typeFrame } from './type-frame.js';

const MOST_DEFINITIONS = 24;
/** Of what a changed line uses, and of what the rest of the function around it uses. */
const LONGEST_DEFINITION = 40;
const LONGEST_OF_REST = 12;

const LONGEST_LINE = 500;
/** Who imports a name does not use it yet. */
const IMPORT = /^\s*(?:import|from|export)\b.*(?:\bfrom\b|\bimport\b|;\s*$)/;

/** `row.`, `row->`, `Row::`, but not what is spread. */
const OWNED = /(?:(?<!\.\.)\.|->|::)\s*$/;

/** A symbol of a file that is to be shown. */
interface Place {
  file: OutlinedFile;
  symbol: SourceSymbol;
  longest: number;
  /** It is used in a test: production code comes first. */
  isOfTest: boolean;
}

/**
 * Definitions of what the changed functions use, those of the changed lines first, unless they are shown already; at
 * most 24. Found by import, receiver or type; in languages whose calls are not followed by import alone.
 */
export async function definitionExcerpts(
  seen: readonly SeenFile[],
  shown: ShownLines,
  found: FoundCode,
  notShown: string[],
): Promise<Excerpt[]> {
  const pause = createPauses();
  const definitions = new Map<string, Excerpt>();
  let more = 0;
  const places: Place[] = [];
  for (const { looked } of seen) {
    for (const place of followed(looked, found)) {
      places.push(place);
      await pause();
    }
    for (const name of usedNames(looked)) {
      places.push(...named(name, looked, found));
      await pause();
    }
  }
  for (const { file, symbol, longest } of places.toSorted(byWorth)) {
    await pause();
    const key = `${file.path}:${symbol.startLine}`;
    if (definitions.has(key) || shown.has(file.path, symbol.startLine)) continue;
    const excerpt = excerptOfSymbol(file, symbol, longest, shown);
    if (excerpt === null) continue;
    if (definitions.size < MOST_DEFINITIONS) {
      definitions.set(key, excerpt);
      shown.add([excerpt]);
    } else more += 1;
  }
  if (more > 0) notShown.push(`${more} more definitions`);
  return [...definitions.values()];
}

function byWorth(a: Place, b: Place): number {
  return Number(a.isOfTest) - Number(b.isOfTest) || b.longest - a.longest;
}

/** What calls, types and classes above lead to. */
function* followed({ path, touched }: LookedAt, { resolved }: FoundCode): Generator<Place> {
  const isOfTest = isTestPath(path);
  for (const { line, to } of resolved.uses.get(path) ?? []) {
    const file = resolved.files.get(to.path);
    const symbol = file && symbolAt(file, to);
    if (file && symbol)
      yield { file, symbol, isOfTest, longest: touched.has(line) ? LONGEST_DEFINITION : LONGEST_OF_REST };
  }
}

function symbolAt(
  { outline }: OutlinedFile,
  { name, startLine, endLine }: { name: string; startLine: number; endLine: number },
): SourceSymbol | null {
  const within = outline.symbols.filter((one) => one.startLine <= endLine && one.endLine >= startLine);
  const exact = within.filter((one) => one.name === name);
  return exact.toSorted((a, b) => Math.abs(a.startLine - startLine) - Math.abs(b.startLine - startLine))[0] ?? null;
}

/** What a name on the changed lines means that is neither called nor a type, or is of a language without both. */
function named(name: string, looked: LookedAt, found: FoundCode): Place[] {
  if (!isFollowed(looked.language)) return imported(name, looked, found);
  if (!standsAlone(name, looked)) return [];
  const definition = found.resolved.meaningOf(looked.path, name);
  const file = definition && found.resolved.files.get(definition.path);
  const symbol = file && symbolAt(file, definition);
  return file && symbol ? [{ file, symbol, isOfTest: isTestPath(looked.path), longest: LONGEST_DEFINITION }] : [];
}

/** Whether a name stands somewhere on the changed lines without an owner in front: `get`, but not `row.get`. */
function standsAlone(name: string, { touched, lines }: LookedAt): boolean {
  for (const line of touched) {
    const text = cutText(lines[line - 1] ?? '', LONGEST_LINE);
    if (IMPORT.test(text)) continue;
    for (const column of columnsOf(text, name, 4)) if (!OWNED.test(text.slice(0, column))) return true;
  }
  return false;
}

/** A member counts only where its owner is named beside it, or is the type around the changed lines. */
function imported(name: string, looked: LookedAt, { hits, files }: FoundCode): Place[] {
  const owners = new Set([...looked.references, ...looked.changedSymbols.flatMap(({ container }) => container ?? [])]);
  for (const { path, line } of definitionPlaces(name, looked, hits.get(name) ?? [])) {
    const file = files.get(path);
    const symbols = file?.outline.symbols ?? [];
    const symbol = symbols.find((one) => one.name === name && one.startLine <= line && one.signatureEndLine >= line);
    if (!file || !symbol) continue;
    const isOfNamespace = symbols.some(({ kind, name: own }) => kind === 'namespace' && own === symbol.container);
    if (symbol.container !== null && !isOfNamespace && !owners.has(symbol.container)) continue;
    return [{ file, symbol, isOfTest: isTestPath(looked.path), longest: LONGEST_DEFINITION }];
  }
  return [];
}

/** Its lines; of a class those that say what it holds, without what is shown already. Null: that says nothing. */
function excerptOfSymbol(file: OutlinedFile, symbol: SourceSymbol, longest: number, shown: ShownLines): Excerpt | null {
  const { startLine, endLine, signatureEndLine, kind } = symbol;
  const end = Math.min(endLine, startLine + longest - 1);
  if (kind === 'class' || (kind === 'type' && end < endLine)) {
    const frame = typeFrame(symbol, file.outline.symbols, file.lines);
    const rest = frame.filter((line) => !shown.has(file.path, line)).slice(0, longest);
    return kind === 'class' && rest.every((line) => line <= signatureEndLine) ? null : excerptOf(file, rest);
  }
  const excerpt = excerptOf(file, linesBetween(startLine, end));
  return excerpt && end < endLine ? { ...excerpt, text: `${excerpt.text}\n… (${endLine - end} more lines)` } : excerpt;
}
