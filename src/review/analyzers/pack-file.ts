import { addedLines } from './added-lines.js';
import type { AnalyzedFile } from './types.js';

/** A file as it is sent to a thread: its added lines as one text, because thousands of objects hold up the sender. */
export interface PackedFile extends Omit<AnalyzedFile, 'hunks'> {
  /** 1-based lines of the head file. */
  lines: Int32Array;
  /** What stands in them, joined by line feeds. */
  added: string;
}

/** `file` without what no analyzer reads: context and removed lines. */
export function packFile(file: AnalyzedFile): PackedFile {
  const { hunks: _, ...rest } = file;
  const added = addedLines(file);
  return { ...rest, lines: Int32Array.from(added.keys()), added: [...added.values()].join('\n') };
}

/** The file again, its added lines in one hunk. */
export function unpackFile({ lines, added, ...rest }: PackedFile): AnalyzedFile {
  const texts = lines.length === 0 ? [] : added.split('\n');
  const hunk = { oldStart: 0, oldCount: 0, newStart: lines[0] ?? 0, newCount: lines.length, section: '' };
  const hunkLines = texts.map((text, index) => ({
    kind: 'added' as const,
    oldLine: null,
    newLine: lines[index] ?? 0,
    text,
    noNewline: false,
  }));
  return { ...rest, hunks: [{ ...hunk, lines: hunkLines }] };
}
