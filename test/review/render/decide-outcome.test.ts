import { describe, expect, it } from 'vitest';
import { decideConclusion, decideOutcome, decideVerdict } from '../../../src/review/render/decide-outcome.js';
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
      { kind: 'partial', reason: '1 of 1 file not read' },
      'NEEDS_DISCUSSION',
    ],
    [
      sampleChange(),
      { missing: 'Claude refused the key' },
      [],
      { kind: 'partial', reason: 'rules only: Claude refused the key' },
      'NEEDS_DISCUSSION',
    ],
    [
      sampleChange(),
      { missing: null, outOfBudget: 'stopped by budget: the daily one' },
      [],
      { kind: 'partial', reason: 'stopped by budget: the daily one' },
      'NEEDS_DISCUSSION',
    ],
    [
      sampleChange({ files: cut }),
      null,
      [],
      { kind: 'partial', reason: 'rules only, 1 of 1 file not read' },
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
    const outcome = decideOutcome(plan, plan.coverage, asked && { outOfBudget: null, ...asked });
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

describe('decideConclusion', () => {
  const unread = [{ path: 'src/a.py', reason: 'The analyzers did not finish within 10 s' }];
  const partial = { kind: 'partial', reason: '1 of 2 files not read' } as const;
  const must = [{ severity: 'must-fix' as const }];
  const minor = [{ severity: 'minor' as const }];
  it.each([
    ['a file not read keeps a check that may fail failing', partial, [], unread, true, 'failure'],
    ['where the check never fails it is neutral', partial, [], unread, false, 'neutral'],
    ['a finding fails it, whatever was not read', partial, must, unread, true, 'failure'],
    ['rules only, all read, nothing open', { kind: 'partial', reason: 'rules only' } as const, [], [], true, 'success'],
    [
      'rules only, something minor open',
      { kind: 'partial', reason: 'rules only' } as const,
      minor,
      [],
      true,
      'neutral',
    ],
    [
      'Claude is away',
      { kind: 'partial', reason: 'rules only: Claude is overloaded' } as const,
      [],
      [],
      true,
      'neutral',
    ],
    ['all read, something minor open', { kind: 'reviewed' } as const, minor, [], true, 'success'],
    ['all read, something must be fixed', { kind: 'reviewed' } as const, must, [], false, 'neutral'],
    ['all read, nothing found', { kind: 'reviewed' } as const, [], [], true, 'success'],
    ['skipped', { kind: 'skipped', reason: 'draft' } as const, [], unread, true, 'skipped'],
  ] as const)('%s', (_, outcome, open, files, fail_check, conclusion) => {
    const decided = decideConclusion(outcome, open, { unread: [...files] }, { fail_check });
    expect(decided.conclusion).toBe(conclusion);
  });

  it('says which file and why', () => {
    const two = [...unread, { path: 'src/b.py', reason: 'x' }];
    expect(decideConclusion(partial, [], { unread: two }, { fail_check: true }).because).toBe(
      'not read: src/a.py and 1 more (The analyzers did not finish within 10 s)',
    );
  });
});
