import type { Excerpt } from '../prompt/chunk-parts.js';
import { definitionPlaces } from './find-definitions.js';
import type { FoundCode, SeenFile } from './found-code.js';
import type { LookedAt } from './look-at-change.js';
import { usedNames } from './telling-names.js';

const MOST_DEFINITIONS = 24;
const LONGEST_DEFINITION = 40;

/** Definitions of what the added lines use, unless they stand in the diff or in the excerpts already shown; at most 24. Pure. */
export function definitionExcerpts(
  seen: readonly SeenFile[],
  shown: readonly Excerpt[],
  found: FoundCode,
  notShown: string[],
): Excerpt[] {
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
    for (const name of usedNames(looked)) {
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
