import type { Hunk } from '../../diff/types.js';
import type { AnalyzedFile } from './types.js';

/**
 * A file on its way to a thread. Of its diff only the added lines go along, as two values: an object for each line
 * would hold up the sender, who copies it.
 */
export interface PackedFile extends Omit<AnalyzedFile, 'hunks' | 'snapshotPaths'> {
  addedAt: Uint32Array;
  /** Their texts, joined by line feeds. */
  addedText: string;
}

export function packFile({ hunks, snapshotPaths: _left, ...file }: AnalyzedFile): PackedFile {
  const at: number[] = [];
  const texts: string[] = [];
  for (const { lines } of hunks) {
    for (const { kind, newLine, text } of lines) {
      if (kind !== 'added' || newLine === null) continue;
      at.push(newLine);
      texts.push(text);
    }
  }
  return { ...file, addedAt: Uint32Array.from(at), addedText: texts.join('\n') };
}

/** The file again, with its added lines as one hunk: all that analyzers look at. */
export function unpackFile({ addedAt, addedText, ...file }: PackedFile, snapshotPaths: string[]): AnalyzedFile {
  const texts = addedAt.length === 0 ? [] : addedText.split('\n');
  const lines = texts.map((text, index): Hunk['lines'][number] => ({
    kind: 'added',
    oldLine: null,
    newLine: addedAt[index] ?? null,
    text,
    noNewline: false,
  }));
  const hunk = { oldStart: 0, oldCount: 0, newStart: addedAt[0] ?? 0, newCount: lines.length, section: '', lines };
  return { ...file, hunks: lines.length === 0 ? [] : [hunk], snapshotPaths };
}
