import type { ReportFinding, ReviewReport } from '../../../src/commands/review/review-report.js';

/** A finding as reports show it; each test changes what it is about. */
export function sampleFinding(over: Partial<ReportFinding> = {}): ReportFinding {
  return {
    id: 'F1',
    fingerprint: 'f'.repeat(64),
    rule: 'js/command-injection',
    severity: 'must-fix',
    category: 'security',
    title: 'A shell command is composed from values',
    body: 'The command goes through a shell. Use a list of arguments.',
    path: 'src/a.ts',
    side: 'RIGHT',
    line: 5,
    startLine: null,
    quote: "exec('ls ' + name);",
    evidence: 'The rule matched.',
    suggestion: null,
    ...over,
  };
}

export function sampleReport(over: Partial<ReviewReport> = {}): ReviewReport {
  return {
    version: 1,
    tool: { name: 'nectr', version: '0.1.0' },
    repository: 'orchard',
    base: { ref: 'main', sha: 'a'.repeat(40), mergeBase: 'b'.repeat(40) },
    head: { ref: 'feature', sha: 'c'.repeat(40) },
    outcome: { kind: 'partial', reason: 'rules only' },
    verdict: 'NEEDS_DISCUSSION',
    findings: [sampleFinding()],
    leads: [],
    coverage: {
      total: 3,
      read: ['src/a.ts'],
      skipped: [{ path: 'package-lock.json', reason: 'lockfile' }],
      unread: [{ path: 'big file.ts', reason: 'larger than 5 MB' }],
    },
    dropped: [{ reason: 'quote is not at its line', count: 2 }],
    notices: [],
    model: null,
    cost: 0,
    tokens: { input: 0, output: 0, cached: 0 },
    durationMs: 1234,
    ...over,
  };
}
