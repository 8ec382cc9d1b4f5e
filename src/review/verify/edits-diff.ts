import { freshLines, type Edit } from './apply-edits.js';

/**
 * Edits of a file as a reader knows them: of each the lines that go (`-`) and those that come (`+`) under its place.
 * `edits` do not overlap and lie within `text`.
 */
export function editsDiff(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  let shift = 0;
  return edits
    .toSorted((a, b) => a.startLine - b.startLine)
    .flatMap(({ startLine, endLine, replacement }) => {
      const [old, fresh] = [lines.slice(startLine - 1, endLine), freshLines(replacement)];
      const head = `@@ -${startLine},${old.length} +${startLine + shift},${fresh.length} @@`;
      shift += fresh.length - old.length;
      return [head, ...old.map((line) => `-${line}`), ...fresh.map((line) => `+${line}`)];
    })
    .join('\n');
}
