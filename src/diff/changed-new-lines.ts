import type { Hunk } from './types.js';

/** The 1-based lines of the new file that the change added. */
export function changedNewLines(hunks: readonly Hunk[]): Set<number> {
  const added = new Set<number>();
  for (const { lines } of hunks)
    for (const { kind, newLine } of lines) if (kind === 'added' && newLine !== null) added.add(newLine);
  return added;
}
