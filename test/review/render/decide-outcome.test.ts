import { describe, expect, it } from 'vitest';
import { decideOutcome, decideVerdict } from '../../../src/review/render/decide-outcome.js';
import { planReview } from '../../../src/review/plan/plan-review.js';
import { sampleChange, sampleFile, settings } from '../sample-change.js';

describe('decideOutcome and decideVerdict', () => {
  const cut = [sampleFile('a.ts', { unread: 'cut' })];
  it.each([
    [sampleChange(), { missing: null }, [], { kind: 'reviewed' }, 'APPROVE'],
    [sampleChange(), { missing: null }, ['minor'], { kind: 'reviewed' }, 'APPROVE'],
    [sampleChange(), { missing: null }, ['should-fix'], { kind: 'reviewed' }, 'NEEDS_DISCUSSION'],
    [sampleChange(), { missing: null }, ['must-fix'], { kind: 'reviewed' }, 'NEEDS_DISCUSSION'],
    [sampleChange(), null, [], { kind: 'partial', reason: 'rules only' }, 'NEEDS_DISCUSSION'],
    [
      sampleChange({ files: cut }),
      { missing: null },
      [],
      { kind: 'partial', reason: '1 of 1 files not read' },
      'NEEDS_DISCUSSION',
    ],
    [
      sampleChange(),
      { missing: 'Claude refused the key' },
      [],
      { kind: 'partial', reason: 'rules only, Claude refused the key' },
      'NEEDS_DISCUSSION',
    ],
    [
      sampleChange({ files: cut }),
      null,
      [],
      { kind: 'partial', reason: 'rules only, 1 of 1 files not read' },
      'NEEDS_DISCUSSION',
    ],
    [
      sampleChange({ draft: true }),
      { missing: null },
      [],
      { kind: 'skipped', reason: 'the pull request is a draft' },
      'NEEDS_DISCUSSION',
    ],
  ] as const)('case %#', (change, asked, severities, expected, verdict) => {
    const plan = planReview(change, settings);
    const outcome = decideOutcome(plan, plan.coverage, asked);
    expect(outcome).toEqual(expected);
    expect(
      decideVerdict(
        outcome,
        severities.map((severity) => ({ severity })),
        settings,
      ),
    ).toBe(verdict);
  });

  it('requests changes only where the repository asked for it', () => {
    const open = [{ severity: 'must-fix' as const }];
    expect(decideVerdict({ kind: 'reviewed' }, open, { request_changes: true })).toBe('REQUEST_CHANGES');
  });
});
