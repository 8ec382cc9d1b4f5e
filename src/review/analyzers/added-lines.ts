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

/** The texts of the lines that a change takes away from its files, each as often as it is taken away. */
export function removedTexts(files: readonly Pick<ChangedFile, 'hunks'>[]): Map<string, number> {
  const texts = new Map<string, number>();
  for (const { hunks } of files)
    for (const { lines } of hunks)
      for (const { kind, text } of lines)
        if (kind === 'removed') texts.set(text.trim(), (texts.get(text.trim()) ?? 0) + 1);
  return texts;
}
