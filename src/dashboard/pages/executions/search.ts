import { oneOf, textIn } from '../../layout/search-params.js';

export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

/** What the address of a run says: which lines of its log are shown. */
export function executionSearch(search: Record<string, unknown>): { level?: (typeof LEVELS)[number]; q?: string } {
  const level = oneOf(search.level, LEVELS);
  const q = textIn(search.q);
  return { ...(level && { level }), ...(q && { q }) };
}
