import type { Lines } from './layout/moved-entry.js';

/** New text for some lines of a file. */
export interface Edit {
  /** 1-based lines of the head that are replaced. */
  startLine: number;
  endLine: number;
  /** Without line end; empty: one empty line. */
  replacement: string;
}

/** A file with its edits, and where these are in it. */
export interface Edited {
  text: string;
  /** In the order of the file. */
  replaced: Lines[];
  fresh: Lines[];
}

/**
 * Replaces lines of a text as GitHub does, with the line ends that the text has. Null: two edits are about the same
 * line.
 */
export function applyEdits(text: string, edits: readonly Edit[]): Edited | null {
  const eol = text.includes('\r\n') ? '\r' : '';
  const lines = text.split('\n');
  const result: string[] = [];
  const edited: Edited = { text: '', replaced: [], fresh: [] };
  let next = 1;
  for (const { startLine, endLine, replacement } of edits.toSorted((a, b) => a.startLine - b.startLine)) {
    if (startLine < next) return null;
    result.push(...lines.slice(next - 1, startLine - 1));
    const from = result.length + 1;
    result.push(...freshLines(replacement).map((line) => `${line}${eol}`));
    edited.replaced.push({ from: startLine, to: endLine });
    edited.fresh.push({ from, to: result.length });
    next = endLine + 1;
  }
  return { ...edited, text: [...result, ...lines.slice(next - 1)].join('\n') };
}

/** The lines of a replacement. */
export function freshLines(replacement: string): string[] {
  return replacement.replaceAll('\r\n', '\n').split('\n');
}
