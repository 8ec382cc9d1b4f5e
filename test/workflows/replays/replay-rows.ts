import type { ReplayFinding, ReplayResult } from '../../../src/workflows/replays/replay-result.js';

/** A finding of a replay; a test changes what it is about. */
export function finding(more: Partial<ReplayFinding> = {}): ReplayFinding {
  return {
    severity: 'should-fix',
    category: 'bug',
    rule: 'claude/bug',
    title: 'The total is rounded twice',
    body: 'Cents are lost.',
    evidence: 'Round once, at the end.',
    path: 'src/cart.ts',
    side: 'RIGHT',
    line: 4,
    start_line: null,
    quote: 'total = round(round(total))',
    suggestion: null,
    inline: true,
    fate: 'kept',
    named_by_people: false,
    ...more,
  };
}

/** A review of a replay. */
export function result(more: Partial<ReplayResult> = {}): ReplayResult {
  return {
    outcome: 'reviewed',
    reason: null,
    verdict: 'NEEDS_DISCUSSION',
    findings: [finding()],
    coverage: { total: 2, read: 2, skipped: 0, unread: [] },
    notices: [],
    model: 'claude-sonnet-5-5',
    cost_usd: 0.1,
    drawn: { changed: 2, known: 20 },
    tokens: { input: 1000, output: 100, cached: 500 },
    duration_ms: 2000,
    effort: 'normal',
    ...more,
  };
}
