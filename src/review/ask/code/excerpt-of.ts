import type { Excerpt } from '../prompt/chunk-parts.js';

/** The lines of a file with these numbers (1-based, in any order); null: there are none but empty ones. */
export function excerptOf(
  { path, lines }: { path: string; lines: readonly string[] },
  numbers: Iterable<number>,
): Excerpt | null {
  const wanted = [...new Set(numbers)].filter((line) => line >= 1 && line <= lines.length).toSorted((a, b) => a - b);
  const [first, last] = [wanted[0], wanted.at(-1)];
  if (first === undefined || last === undefined) return null;
  const texts = wanted.map((line) => lines[line - 1] ?? '');
  if (texts.every((text) => text.trim() === '')) return null;
  const text = texts.join('\n');
  return last - first + 1 === wanted.length
    ? { path, startLine: first, text }
    : { path, startLine: first, text, lines: wanted };
}

/** The numbers from one to another, both included. */
export function* linesBetween(from: number, to: number): Generator<number> {
  for (let line = from; line <= to; line++) yield line;
}
