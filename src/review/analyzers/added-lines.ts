import type { ChangedFile } from '../types.js';

/** The added lines of a changed file: 1-based line of the head file to its exact text. */
export function addedLines(file: Pick<ChangedFile, 'hunks'>): Map<number, string> {
  const lines = new Map<number, string>();
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.kind === 'added' && line.newLine !== null) lines.set(line.newLine, line.text);
    }
  }
  return lines;
}
