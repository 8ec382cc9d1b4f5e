import { expect, it } from 'vitest';
import { exitCode, type FailOn } from '../../../src/commands/review/fail-on.js';
import type { ReportFinding } from '../../../src/commands/review/review-report.js';

it.each<[string, ReportFinding['severity'][], number, FailOn, number]>([
  ['a finding at the level', ['must-fix'], 0, 'must-fix', 1],
  ['a finding at the level and a file not read', ['must-fix'], 1, 'must-fix', 1],
  ['a finding below it', ['minor'], 0, 'must-fix', 0],
  ['a finding below it and a file not read: nobody knows', ['minor'], 1, 'must-fix', 2],
  ['a file not read', [], 1, 'minor', 2],
  ['a file not read, and nothing is to fail', [], 1, 'never', 0],
  ['all well', [], 0, 'minor', 0],
])('%s', (_, severities, unread, failOn, code) => {
  const findings = severities.map((severity) => ({ severity }) as ReportFinding);
  const places = Array.from({ length: unread }, () => ({ path: 'a.py', reason: 'late' }));
  expect(exitCode({ findings, coverage: { total: 1, read: [], skipped: [], unread: places } }, failOn)).toBe(code);
});
