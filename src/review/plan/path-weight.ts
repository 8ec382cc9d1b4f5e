import { isNobodysWork } from './triage-file.js';

const SENSITIVE = /auth|login|session|token|secret|crypt|permission|payment|password|sql|admin|\.github\/workflows\//i;
const QUIET = /(^|\/)(docs?|tests?|__tests__|fixtures|examples?)\/|\.(md|txt|rst|svg)$/i;

/**
 * How much a fault in a file would cost, by its path alone: 4 where access, money or queries are at stake, 1 for other
 * source, 0.25 for documents and tests, 0 for what is not reviewed anyway. Pure.
 */
export function pathWeight(path: string): number {
  if (isNobodysWork(path)) return 0;
  if (SENSITIVE.test(path)) return 4;
  return QUIET.test(path) ? 0.25 : 1;
}
