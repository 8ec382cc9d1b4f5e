import type { Hunk } from './types.js';

/** The 1-based lines of the new file that the change added. */
export function changedNewLines(hunks: readonly Hunk[]): Set<number> {
  return new Set(
    hunks.flatMap(({ lines }) =>
      lines.flatMap((line) => (line.kind === 'added' && line.newLine !== null ? [line.newLine] : [])),
    ),
  );
}
