import { UNNAMED, type Face } from './face-of.js';

/** The names under which others see something else than before; null: under any, or nobody knows. */
export function changedNames(before: Face | undefined, after: Face | undefined): readonly string[] | null {
  if (!before || !after) return null;
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  return names.includes(UNNAMED) ? null : names;
}
