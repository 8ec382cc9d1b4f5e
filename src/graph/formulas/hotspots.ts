export interface Hotspot {
  path: string;
  changes: number;
  lines: number;
  /** 1: the hottest. */
  rank: number;
}

/**
 * Files by change frequency × lines of code (Tornhill, "Your Code as a Crime Scene"): where work is done in much code.
 * A rank, never "bad". Files whose length is unknown have none. Pure.
 */
export function hotspots(churn: readonly { path: string; changes: number; lines: number | null }[]): Hotspot[] {
  return churn
    .flatMap(({ path, changes, lines }) => (lines === null || changes === 0 ? [] : [{ path, changes, lines }]))
    .toSorted((a, b) => b.changes * b.lines - a.changes * a.lines || (a.path < b.path ? -1 : 1))
    .map((file, index) => ({ ...file, rank: index + 1 }));
}
