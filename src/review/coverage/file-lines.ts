import { REPORT_BOUNDS, type FileCoverage } from './types.js';

/** Collects lines by file, the highest count of a line where it is told more than once. */
export interface FileLines {
  /** Line is 1-based; what is no count and no line is left out. */
  add(path: string, line: number, count: number): void;
  files(): FileCoverage[];
}

/** Throws RangeError where a report has more files or lines than any repository. */
export function collectLines(): FileLines {
  const byPath = new Map<string, Map<number, number>>();
  let lines = 0;
  return {
    add: (path, line, count) => {
      if (!Number.isSafeInteger(line) || line < 1 || !Number.isFinite(count)) return;
      let hits = byPath.get(path);
      if (hits === undefined) {
        if (byPath.size >= REPORT_BOUNDS.files) throw new RangeError('it names too many files');
        byPath.set(path, (hits = new Map()));
      }
      const before = hits.get(line);
      if (before === undefined && (lines += 1) > REPORT_BOUNDS.lines) throw new RangeError('it names too many lines');
      hits.set(line, Math.max(before ?? 0, count));
    },
    files: () =>
      [...byPath].map(([path, hits]) => {
        let covered = 0;
        for (const count of hits.values()) if (count > 0) covered += 1;
        return { path, hits, total: hits.size, covered };
      }),
  };
}
