import type { ChangedFile } from '../types.js';
import { pathWeight } from './path-weight.js';

/** Bigger changes first, docs and tests after source, places where a fault costs most before all. Pure. */
export function riskOf({ path, additions, deletions }: Pick<ChangedFile, 'path' | 'additions' | 'deletions'>): number {
  return pathWeight(path) * Math.log2(2 + additions + deletions);
}
