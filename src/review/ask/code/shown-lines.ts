import { eachInTurns } from '../../../turns/each-in-turns.js';
import type { ChangedFile } from '../../types.js';
import type { Excerpt } from '../prompt/chunk-parts.js';

/** Lines that the prompt has already, so that nothing stands in it twice. */
export interface ShownLines {
  has(path: string, line: number): boolean;
  add(excerpts: readonly Excerpt[]): void;
}

/** Knows the lines of the diff from the beginning. */
export async function shownLines(files: readonly ChangedFile[]): Promise<ShownLines> {
  const lines = new Map<string, Set<number>>();
  const of = (path: string): Set<number> => {
    const known = lines.get(path) ?? new Set<number>();
    lines.set(path, known);
    return known;
  };
  for (const { path, hunks } of files)
    for (const hunk of hunks)
      await eachInTurns(hunk.lines, ({ newLine }) => {
        if (newLine !== null) of(path).add(newLine);
      });
  return {
    has: (path, line) => lines.get(path)?.has(line) ?? false,
    add(excerpts) {
      for (const { path, startLine, text, lines: numbers } of excerpts) {
        if (numbers) for (const line of numbers) of(path).add(line);
        else for (const index of text.split('\n').keys()) of(path).add(startLine + index);
      }
    },
  };
}
