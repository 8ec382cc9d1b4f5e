import type { Dropped } from '../types.js';

/** Each reason once, with all that was dropped for it. */
export function sumDropped(dropped: readonly Dropped[]): Dropped[] {
  const counts = new Map<string, number>();
  for (const { reason, count } of dropped) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}
