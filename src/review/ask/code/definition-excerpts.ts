import { createPauses } from '../../../turns/create-pauses.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import { definitionPlaces } from './find-definitions.js';
import type { FoundCode, SeenFile } from './found-code.js';
import type { LookedAt } from './look-at-change.js';
import { usedNames } from './telling-names.js';

const MOST_DEFINITIONS = 24;
const LONGEST_DEFINITION = 40;

/**
 * Definitions of what the added lines use, unless they stand in the diff or in the excerpts already shown; at most 24.
 */
export async function definitionExcerpts(
  seen: readonly SeenFile[],
  shown: readonly Excerpt[],
  found: FoundCode,
  notShown: string[],
): Promise<Excerpt[]> {
  const pause = createPauses();
  const isShown = shownLines(seen, shown);
  const definitions = new Map<string, Excerpt>();
  let more = 0;
  for (const { looked } of seen) {
    for (const name of usedNames(looked)) {
      await pause();
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

/** Whether a line stands in the diff or in an excerpt. */
function shownLines(seen: readonly SeenFile[], shown: readonly Excerpt[]): (path: string, line: number) => boolean {
  const lines = new Map<string, Set<number>>();
  const of = (path: string): Set<number> => {
    const known = lines.get(path) ?? new Set<number>();
    lines.set(path, known);
    return known;
  };
  for (const { path, startLine, text } of shown)
    for (const index of text.split('\n').keys()) of(path).add(startLine + index);
  for (const { file } of seen)
    for (const hunk of file.hunks)
      for (const { newLine } of hunk.lines) if (newLine !== null) of(file.path).add(newLine);
  return (path, line) => lines.get(path)?.has(line) ?? false;
}

function definitionOf(name: string, looked: LookedAt, { hits, files }: FoundCode): Excerpt | null {
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
