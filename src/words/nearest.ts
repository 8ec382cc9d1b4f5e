import { editDistance } from './edit-distance.js';

/** What is longer was not mistyped. */
const LONGEST = 40;

/**
 * The one of `names` that somebody who wrote `given` most likely meant, whatever the case; null: none is near enough.
 * At most two slips, and never as many as would turn any word into any other.
 */
export function nearest<T extends string>(given: string, names: readonly T[]): T | null {
  if (given.length > LONGEST) return null;
  const [first] = names
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  return first !== undefined && first.distance <= Math.min(2, first.name.length - 2) ? first.name : null;
}
