import type { Authorship } from '../knowledge-graph.js';
import { degreeOfAuthorship } from './degree-of-authorship.js';

export interface Knowledge extends Authorship {
  /** Degree of authorship by the file's highest: 0 to 1. */
  share: number;
}

/** The degree of authorship of each row, normalised by the maximum of its file (Avelino et al., ICPC'16). Pure. */
export function fileKnowledge(rows: readonly Authorship[]): Knowledge[] {
  const degrees = rows.map((row) => Math.max(0, degreeOfAuthorship(row)));
  const highest = new Map<string, number>();
  for (const [at, { path }] of rows.entries()) highest.set(path, Math.max(highest.get(path) ?? 0, degrees[at] ?? 0));
  return rows.map((row, at) => {
    const most = highest.get(row.path) ?? 0;
    return { ...row, share: most === 0 ? 0 : (degrees[at] ?? 0) / most };
  });
}
