import { expect, it } from 'vitest';
import { boundEarlier } from '../../../src/review/rounds/bound-earlier.js';
import { boundRound } from '../../../src/review/rounds/bound-round.js';
import { findingIds } from '../../../src/review/rounds/finding-ids.js';
import { compareRound } from '../../../src/review/rounds/compare-round.js';
import { cutKey } from '../../../src/review/verify/keep-claims.js';
import { sampleTold } from '../sample-change.js';

const now = {
  headSha: 'a'.repeat(40),
  round: 2,
  readPaths: new Set(['src/job.ts']),
  changedPaths: new Set(['src/job.ts']),
  since: null,
  located: new Map(),
  judged: new Map(),
  idOf: findingIds({ repository: 1, number: 1 }, []),
  isDismissed: () => false,
};

it('tells the 200 worst of many new findings, with handles without gaps', () => {
  const findings = Array.from({ length: 500 }, (_, n) =>
    sampleTold(0, { fingerprint: `n${n}`, severity: n > 489 ? 'must-fix' : 'minor' }),
  );
  const round = boundRound(compareRound([sampleTold(7, { state: 'fixed' })], findings, now));
  expect(round.fresh).toHaveLength(200);
  expect(round.fresh.filter(({ severity }) => severity === 'must-fix')).toHaveLength(10);
  expect(round.fresh.map(({ handle }) => handle)).toEqual(Array.from({ length: 200 }, (_, n) => 8 + n));
  expect(round.dropped).toEqual([{ reason: 'more than 200 new findings, the worst are told', count: 300 }]);
});

it('calls nothing fixed where claims were left out for their number', () => {
  const before = sampleTold(1);
  expect(compareRound([before], [], now).fixed).toHaveLength(1);
  const round = compareRound([before], [], { ...now, cut: new Set([cutKey(before)]) });
  expect([round.fixed, round.standing]).toEqual([[], [before]]);
});

it('compares with the open findings, the worst first, and keeps the last handle', () => {
  const all = [
    sampleTold(1, { severity: 'minor' }),
    sampleTold(2, { state: 'dismissed' }),
    sampleTold(3, { severity: 'must-fix' }),
    sampleTold(4, { state: 'fixed' }),
    sampleTold(5, { state: 'outdated' }),
  ];
  const { findings, left } = boundEarlier(all, 1);
  expect([findings.map(({ handle }) => handle), left]).toEqual([[3, 5], 2]);
  expect(boundEarlier(all).left).toBe(0);
});

it('goes on to tell what was fixed, the newest first where there is no room for all', () => {
  const all = [1, 2, 3].map((handle) => sampleTold(handle, { state: 'fixed' }));
  const open = sampleTold(4);
  const handles = (most?: number) => boundEarlier([...all, open], most).findings.map(({ handle }) => handle);
  expect(handles()).toEqual([1, 2, 3, 4]);
  expect(handles(2)).toEqual([3, 4]);
});
