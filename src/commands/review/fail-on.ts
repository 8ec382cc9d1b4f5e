import type { Severity } from '../../review/types.js';

export type FailOn = 'must-fix' | 'should-fix' | 'minor' | 'never';

const LEVELS: readonly Severity[] = ['must-fix', 'should-fix', 'minor'];

/** Whether a finding of this severity makes the command fail. What was there before (`pre-existing`) never does. */
export function isAtLeast(severity: Severity, failOn: FailOn): boolean {
  const place = LEVELS.indexOf(severity);
  return failOn !== 'never' && place !== -1 && place <= LEVELS.indexOf(failOn);
}
