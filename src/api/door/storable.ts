import { invalid } from './problem.js';

const DEEPEST = 50;

/**
 * Throws a 400 for what JSON may say and our tables cannot hold: NUL, half of a character, what is nested deeper than
 * fifty.
 */
export function requireStorable(value: unknown, place = 'body'): void {
  const wrong = unstorable(value, place, 0);
  if (wrong !== null) throw invalid([wrong]);
}

function unstorable(value: unknown, field: string, depth: number): { field: string; detail: string } | null {
  if (depth > DEEPEST) return { field: field.slice(0, 200), detail: `is nested deeper than ${DEEPEST}` };
  if (typeof value === 'string')
    return isStorable(value) ? null : { field, detail: 'holds a NUL or half of a character' };
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, each] of Object.entries(value)) {
    if (!isStorable(key)) return { field, detail: 'has a name with a NUL or half of a character' };
    const wrong = unstorable(each, `${field}.${key}`, depth + 1);
    if (wrong !== null) return wrong;
  }
  return null;
}

function isStorable(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text);
}
