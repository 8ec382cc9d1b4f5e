import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { createPauses } from '../../../turns/create-pauses.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import { excerptOf, linesBetween } from './excerpt-of.js';
import type { FoundCode, SeenFile } from './found-code.js';
import type { LookedAt } from './look-at-change.js';
import type { OutlinedFile } from './outline-files.js';
import type { ShownLines } from './shown-lines.js';
import { typeFrame } from './type-frame.js';

const MOST_TYPES = 8;
const LONGEST_MAKER = 30;

/**
 * Head, fields and constructor of each type of which the change touches a member, also where the type stands in another
 * file of its package (Go); without what is shown already.
 */
export async function typeExcerpts(seen: readonly SeenFile[], found: FoundCode, shown: ShownLines): Promise<Excerpt[]> {
  const pause = createPauses();
  const done = new Set<string>();
  const excerpts: Excerpt[] = [];
  for (const { looked } of seen) {
    for (const name of new Set(looked.changedSymbols.flatMap((one) => typeOf(one) ?? []))) {
      await pause();
      const place = typeAt(name, looked, found);
      const key = place && `${place.file.path}:${place.type.startLine}`;
      if (!place || key === null || done.has(key) || excerpts.length >= MOST_TYPES) continue;
      done.add(key);
      const { file, type } = place;
      const { symbols } = file.outline;
      const numbers = typeFrame(type, symbols, file.lines);
      const maker = symbols.find((one) => one.kind === 'function' && isMaker(one.name, name));
      if (maker)
        numbers.push(...linesBetween(maker.startLine, Math.min(maker.endLine, maker.startLine + LONGEST_MAKER - 1)));
      const rest = numbers.filter((line) => !shown.has(file.path, line));
      const excerpt = excerptOf(file, rest);
      // Its head alone, or a bracket, tells nothing.
      if (excerpt && rest.some((line) => line > type.signatureEndLine || line < type.startLine)) excerpts.push(excerpt);
    }
  }
  return excerpts;
}

function typeOf({ name, container, reach }: LookedAt['changedSymbols'][number]): string[] | null {
  if (reach === 'member' && container !== null) return [container];
  return /^\p{Lu}/u.test(name) && reach === 'module' ? [name] : null;
}

/** `NewStore` and `newStore` make a `Store` (Go). */
function isMaker(name: string, type: string): boolean {
  return name === `New${type}` || name === `new${type}`;
}

function typeAt(
  name: string,
  looked: LookedAt,
  { resolved }: FoundCode,
): { file: OutlinedFile; type: SourceSymbol } | null {
  const own = looked.file && typeNamed(name, looked.file);
  if (looked.file && own) return { file: looked.file, type: own };
  const definition = resolved.meaningOf(looked.path, name);
  const file = definition && resolved.files.get(definition.path);
  const type = file && typeNamed(name, file);
  return file && type ? { file, type } : null;
}

function typeNamed(name: string, { outline }: OutlinedFile): SourceSymbol | null {
  return outline.symbols.find((one) => one.name === name && (one.kind === 'class' || one.kind === 'type')) ?? null;
}
