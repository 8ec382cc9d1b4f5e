import type { Side } from './types.js';

export interface PatchLine {
  hunk: number;
  /** Counted from the line below the first `@@`; later hunk headers count too. */
  position: number;
  kind: ' ' | '+' | '-';
  left: number | null;
  right: number | null;
  text: string;
}

/** Reads a patch in GitHub's form (from the first `@@`) into its lines. */
export function readPatch(patch: string): PatchLine[] {
  const lines: PatchLine[] = [];
  let hunk = -1;
  let left = 0;
  let right = 0;
  for (const [index, line] of patch.split('\n').entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header) {
      hunk += 1;
      left = Number(header[1]);
      right = Number(header[2]);
      continue;
    }
    const kind = line[0];
    const place = { hunk, position: index, text: line.slice(1) };
    if (kind === ' ') lines.push({ ...place, kind, left: left++, right: right++ });
    else if (kind === '-') lines.push({ ...place, kind, left: left++, right: null });
    else if (kind === '+') lines.push({ ...place, kind, left: null, right: right++ });
  }
  return lines;
}

/** The line of the patch a comment may stand on: RIGHT takes added and context lines, LEFT removed ones. */
export function findAnchor(lines: readonly PatchLine[], side: Side, line: number): PatchLine | undefined {
  return lines.find((each) => (side === 'RIGHT' ? each.right === line : each.kind === '-' && each.left === line));
}

/** The `diff_hunk` of a comment: from the hunk header to the line, as GitHub shows it. */
export function hunkUpTo(patch: string, position: number): string {
  const lines = patch.split('\n').slice(0, position + 1);
  const start = lines.findLastIndex((line) => line.startsWith('@@ '));
  return lines.slice(Math.max(start, 0)).join('\n');
}
