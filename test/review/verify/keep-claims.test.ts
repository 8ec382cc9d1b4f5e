import { describe, expect, it } from 'vitest';
import { cutByRule, cutKey, keepClaims } from '../../../src/review/verify/keep-claims.js';
import { keepHits } from '../../../src/review/leads/keep-hits.js';
import { sampleClaim, settings } from '../sample-change.js';

describe('keepClaims', () => {
  it('keeps 500 of 60,000, what must be fixed first, in their order, and counts the rest', () => {
    const keeper = keepClaims(settings);
    for (let file = 0; file < 300; file += 1) {
      keeper.add(
        Array.from({ length: 200 }, (_, line) =>
          sampleClaim({
            path: `f${file}.js`,
            line: line + 1,
            severity: file === 299 && line < 9 ? 'must-fix' : line % 2 === 0 ? 'minor' : 'should-fix',
          }),
        ),
      );
    }
    const { claims, dropped, cut } = keeper.kept();
    expect(claims).toHaveLength(500);
    expect(claims.slice(-9).every(({ severity, path }) => severity === 'must-fix' && path === 'f299.js')).toBe(true);
    expect(claims[0]).toMatchObject({ path: 'f0.js', line: 2 });
    expect(dropped).toEqual([{ reason: 'more than 500 claims, the worst are kept', count: 59_500 }]);
    expect(cut.size).toBe(300);
  });

  it('gives no place to what the settings silence', () => {
    const keeper = keepClaims({ rules: { 'js/eval': 'off' }, min_severity: 'should-fix' }, 2);
    keeper.add(Array.from({ length: 50 }, () => sampleClaim()));
    keeper.add([sampleClaim({ rule: 'js/x', severity: 'minor' }), sampleClaim({ rule: 'js/x', line: 9 })]);
    const { claims, dropped, cut } = keeper.kept();
    expect(claims.map(({ rule, line }) => [rule, line])).toEqual([['js/x', 9]]);
    expect(dropped).toEqual([
      { reason: 'rule switched off', count: 50 },
      { reason: 'below the minimum severity', count: 1 },
    ]);
    expect(cut.size).toBe(0);
  });

  it('counts leads of a rule apart: they take no place of what is certain', () => {
    const leads = Array.from({ length: 150 }, (_, line) => sampleClaim({ line: line + 1, tier: 'lead' }));
    const certain = sampleClaim({ line: 999 });
    const { claims, cut } = cutByRule([...leads, certain]);
    expect(claims).toEqual([...leads.slice(0, 100), certain]);
    expect(cut).toEqual([{ rule: 'js/eval', path: 'src/job.ts', count: 50, tier: 'lead' }]);
    const hits = keepHits(settings);
    hits.add(Array.from({ length: 900 }, (_, line) => sampleClaim({ line: line + 1, tier: 'lead' })));
    hits.add(
      Array.from({ length: 500 }, (_, line) => sampleClaim({ line: line + 1, severity: 'minor' })),
      cut,
    );
    const kept = hits.kept();
    expect([kept.certain.claims.length, kept.leads.claims.length, kept.leads.left]).toEqual([500, 200, 750]);
    expect(kept.certain.dropped).toEqual([]);
    expect([kept.certain.cut.size, kept.leads.cut.size]).toEqual([0, 1]);
  });

  it('lets what tools say make room for what our own rules say', () => {
    const hits = keepHits(settings);
    const tool = { rule: 'tool/x/y', severity: 'must-fix', tier: 'lead' } as const;
    hits.add(Array.from({ length: 1000 }, (_, line) => sampleClaim({ ...tool, line: line + 1 })));
    hits.add([sampleClaim({ tier: 'lead', severity: 'minor' })]);
    expect(hits.kept().leads.claims.filter(({ rule }) => rule === 'js/eval')).toHaveLength(1);
  });

  it('keeps a hundred of one rule in one file, and says of which more were found', () => {
    const many = Array.from({ length: 150 }, (_, line) => sampleClaim({ line: line + 1 }));
    const other = sampleClaim({ rule: 'js/x' });
    const { claims, cut } = cutByRule([...many, other]);
    expect(claims).toEqual([...many.slice(0, 100), other]);
    expect(cut).toEqual([{ rule: 'js/eval', path: 'src/job.ts', count: 50 }]);
    const keeper = keepClaims(settings);
    keeper.add(claims, cut);
    expect(keeper.kept().cut).toEqual(new Set([cutKey(other), cutKey(sampleClaim())].slice(1)));
  });
});
