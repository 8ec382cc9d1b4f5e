import type { Severity } from '../../review/types.js';
import type { ReviewReport } from './review-report.js';

export type FailOn = 'must-fix' | 'should-fix' | 'minor' | 'never';

const LEVELS: readonly Severity[] = ['must-fix', 'should-fix', 'minor'];

/** Whether a finding of this severity makes the command fail. What was there before (`pre-existing`) never does. */
export function isAtLeast(severity: Severity, failOn: FailOn): boolean {
  const place = LEVELS.indexOf(severity);
  return failOn !== 'never' && place !== -1 && place <= LEVELS.indexOf(failOn);
}

/**
 * How the command ends: 1, a finding at or above `failOn`; 2, there is none, but a file that had to be read was not, so
 * that nobody knows; 0, all is well, or `never` was asked for.
 */
export function exitCode(
  { findings, coverage }: Pick<ReviewReport, 'findings' | 'coverage'>,
  failOn: FailOn,
): 0 | 1 | 2 {
  if (findings.some(({ severity }) => isAtLeast(severity, failOn))) return 1;
  return failOn !== 'never' && coverage.unread.length > 0 ? 2 : 0;
}
