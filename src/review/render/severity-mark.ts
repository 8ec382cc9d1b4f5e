import type { Severity } from '../types.js';

/** The mark that stands before a finding of this severity, the same in comment, summary and check run. */
export const severityMark: Record<Severity, string> = {
  'must-fix': '🔴',
  'should-fix': '🟠',
  minor: '🟡',
  'pre-existing': '⚪',
};

/** Worst first. */
export const severityOrder: readonly Severity[] = ['must-fix', 'should-fix', 'minor', 'pre-existing'];
