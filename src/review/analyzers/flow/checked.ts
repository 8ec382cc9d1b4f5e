import { guardAt } from './definitions.js';
import { isHarmless, type Origin, type Subject } from './origin.js';
import type { Scope } from './scopes.js';

/** What is left of `origin` where the name `name` is checked at `at`, in `scope` or around it. */
export function checkedIn(
  scope: Scope | null,
  name: string,
  { at, subject, origin }: { at: number; subject: Subject; origin: Origin },
): Origin {
  if (isHarmless(origin)) return origin;
  for (let current = scope; current; current = current.parent) {
    const strength = guardAt(current.guards.get(name), at);
    if (strength === 'exact' || (strength === 'prefix' && /^(?:path|archive|url|redirect)$/.test(subject)))
      return 'escaped';
    if (strength !== null && origin === 'request') return 'altered';
    if (current.kind === 'function') break;
  }
  return origin;
}
