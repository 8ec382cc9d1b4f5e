import type { PushChange } from '../types.js';

/** Whether a push begins at the commit that readers see; one that stands there already may be written again. */
export function startsFrom({ base, sha }: Pick<PushChange, 'base' | 'sha'>, seen: string | null): boolean {
  return seen === base.slice(0, 64) || seen === sha.slice(0, 64);
}
