import type { Hunk } from '../../diff/types.js';
import type { AnalyzedFile } from './types.js';

/**
 * A file on its way to a thread. Of its diff only the added lines go along, and on demand those that are gone, as few
 * values: an object for each line would hold up the sender, who copies it.
 */
export interface PackedFile extends Omit<AnalyzedFile, 'hunks' | 'snapshotPaths'> {
  addedAt: Uint32Array;
  /** Their texts, joined by line feeds. */
  addedText: string;
  /** The texts of the lines that are gone, joined by line feeds; empty where only what is new counts. */
  removedText: string;
}

export function packFile({ hunks, snapshotPaths: _left, ...file }: AnalyzedFile, { removed = false } = {}): PackedFile {
  const at: number[] = [];
  const texts: string[] = [];
  const gone: string[] = [];
  for (const { lines } of hunks) {
    for (const { kind, newLine, text } of lines) {
      if (removed && kind === 'removed') gone.push(text);
      if (kind !== 'added' || newLine === null) continue;
      at.push(newLine);
      texts.push(text);
    }
  }
  return { ...file, addedAt: Uint32Array.from(at), addedText: texts.join('\n'), removedText: gone.join('\n') };
}

/** The file again, with its lines as one hunk, those that are gone first: all that analyzers look at. */
export function unpackFile(
  { addedAt, addedText, removedText, ...file }: PackedFile,
  snapshotPaths: string[],
): AnalyzedFile {
  const texts = addedAt.length === 0 ? [] : addedText.split('\n');
  const added = texts.map((text, index) => lineOf('added', text, addedAt[index] ?? null));
  const gone = removedText === '' ? [] : removedText.split('\n').map((text) => lineOf('removed', text, null));
  const hunk = {
    oldStart: 0,
    oldCount: gone.length,
    newStart: addedAt[0] ?? 0,
    newCount: added.length,
    section: '',
    lines: [...gone, ...added],
  };
  return { ...file, hunks: hunk.lines.length === 0 ? [] : [hunk], snapshotPaths };
}

function lineOf(kind: 'added' | 'removed', text: string, newLine: number | null): Hunk['lines'][number] {
  return { kind, oldLine: null, newLine, text, noNewline: false };
}
