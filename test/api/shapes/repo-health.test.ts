import { describe, expect, it } from 'vitest';
import type { HealthFacts } from '../../../src/api/queries/read-repo-health.js';
import { repoHealth } from '../../../src/api/shapes/repo-health.js';

const well: HealthFacts = { must_fix_open: 0, oldest_days: null, reviews: 10, incomplete: 0, failed: 0, scan_days: 1 };
const shared = { folders: [], of: 4 };
const nothing: HealthFacts = {
  must_fix_open: 0,
  oldest_days: null,
  reviews: 0,
  incomplete: 0,
  failed: 0,
  scan_days: null,
};

describe('repoHealth', () => {
  it.each<[string, HealthFacts, Parameters<typeof repoHealth>[1], number | null]>([
    ['all is well', well, shared, 100],
    ['nothing is known', nothing, null, null],
    ['no folder is known either', nothing, { folders: [], of: 0 }, null],
    ['it was only scanned, a week ago', { ...nothing, scan_days: 7.9 }, null, 100],
    ['one must-fix is open', { ...well, must_fix_open: 1, oldest_days: 6.9 }, shared, 92],
    ['it is open for three weeks', { ...well, must_fix_open: 1, oldest_days: 21 }, shared, 89],
    ['twenty are open for ten years', { ...well, must_fix_open: 20, oldest_days: 3650 }, shared, 45],
    ['a quarter of the reviews is not whole', { ...well, reviews: 8, incomplete: 2 }, shared, 95],
    ['no review is whole', { ...well, incomplete: 10 }, shared, 80],
    ['one of four folders has one author', well, { folders: [{ path: 'src/a' }], of: 4 }, 96],
    ['all folders have one author', well, { folders: [{ path: 'src/a' }, { path: 'src/b' }], of: 2 }, 85],
    ['the graph is away', well, null, 100],
    ['the scan is ten days old', { ...well, scan_days: 10 }, shared, 99],
    ['the scan is a year old', { ...well, scan_days: 365 }, shared, 90],
    [
      'all is bad',
      { must_fix_open: 9, oldest_days: 999, reviews: 1, incomplete: 1, failed: 0, scan_days: 99 },
      { folders: [{ path: 'src' }], of: 1 },
      0,
    ],
  ])('%s', (_name, facts, sole, health) => {
    const answer = repoHealth(facts, sole);
    expect(answer.health).toBe(health);
    const penalties = answer.parts.map(({ penalty }) => penalty ?? 0);
    if (health !== null) expect(100 - penalties.reduce((sum, penalty) => sum + penalty, 0)).toBe(health);
    for (const { penalty, value, of } of answer.parts) {
      expect(penalty ?? 0).toBeLessThanOrEqual(of);
      if (penalty === null) expect(value).toBeNull();
    }
  });

  it('knows nothing of what must be fixed where all reviews failed, and says how many did', () => {
    const answer = repoHealth({ ...well, reviews: 3, incomplete: 3, failed: 3 }, shared);
    expect(answer.failed_reviews).toBe(3);
    expect(answer.health).toBe(80);
    expect(answer.parts.slice(0, 3)).toMatchObject([
      { part: 'must_fix_open', value: null, penalty: null },
      { part: 'oldest_must_fix', value: null, penalty: null },
      { part: 'incomplete_reviews', value: 1, penalty: 20 },
    ]);
  });

  it('names the first of the folders that one person alone knows', () => {
    const folders = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => ({ path }));
    expect(repoHealth(well, { folders, of: 9 }).sole_folders).toEqual({ first: ['a', 'b', 'c', 'd', 'e'], of: 6 });
    expect(repoHealth(well, null).sole_folders).toBeNull();
  });
});
