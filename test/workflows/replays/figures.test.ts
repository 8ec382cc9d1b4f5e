import { expect, it } from 'vitest';
import { FEWEST_JUDGED, replayFigures } from '../../../src/workflows/replays/figures.js';
import type { ReplayResult } from '../../../src/workflows/replays/replay-result.js';
import { finding, result } from './replay-rows.js';

const of = (more: Partial<ReplayResult> = {}, cost = 0.1) => ({ ...result(more), cost });

it('counts comments by reviewed pull request, findings by severity', () => {
  const figures = replayFigures([
    of({ findings: [finding(), finding({ severity: 'must-fix' }), finding({ severity: 'minor', inline: false })] }),
    of({ findings: [], effort: 'deep' }, 0.3),
    of({ findings: [finding()], effort: null }),
    of({ outcome: 'skipped', findings: [], duration_ms: 1 }, 0),
    null,
  ]);
  expect(figures).toMatchObject({
    reviewed: 3,
    skipped: 1,
    failed: 1,
    silent: 1,
    findings: 4,
    bySeverity: { 'must-fix': 1, 'should-fix': 2, minor: 1, 'pre-existing': 0 },
    comments: { total: 3, mean: 1, median: 1 },
    efforts: { quick: 0, normal: 1, deep: 1 },
    secondsPerPull: 2,
  });
  expect(figures.costPerPull).toBeCloseTo(0.5 / 3);
});

it('takes the middle of an even number', () => {
  const reviews = [0, 1, 2, 5].map((count) => of({ findings: Array.from({ length: count }, () => finding()) }));
  expect(replayFigures(reviews).comments).toMatchObject({ median: 1.5, mean: 2 });
});

it('estimates from what people named or changed later, and only where that is known', () => {
  const { precision } = replayFigures([
    of({
      findings: [
        finding({ fate: 'changed' }),
        finding({ fate: 'changed', named_by_people: true }),
        finding({ fate: 'unknown', named_by_people: true }),
        finding({ fate: 'unknown' }),
        finding({ fate: 'kept' }),
      ],
      drawn: { changed: 3, known: 30 },
    }),
  ]);
  expect(precision).toMatchObject({
    estimate: { count: 3, n: 4, share: 0.75 },
    tooFew: true,
    named: 2,
    changed: 2,
    drawn: { count: 3, n: 30, share: 0.1 },
  });
});

it('says that few are too few', () => {
  const judged = (count: number) => replayFigures([of({ findings: Array.from({ length: count }, () => finding()) })]);
  expect(judged(FEWEST_JUDGED - 1).precision.tooFew).toBe(true);
  expect(judged(FEWEST_JUDGED).precision.tooFew).toBe(false);
});

it('has no figure of nothing', () => {
  expect(replayFigures([])).toMatchObject({
    comments: { mean: null, median: null },
    costPerPull: null,
    secondsPerPull: null,
    precision: { estimate: { share: null }, tooFew: true },
  });
});
