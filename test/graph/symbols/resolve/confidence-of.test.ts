import { describe, expect, it } from 'vitest';
import { confidenceOf, MEASURED_PRECISION } from '../../../../src/graph/symbols/resolve/confidence-of.js';
import { EDGE_TIERS, LEAST_CONFIDENCE, TIER_CONFIDENCE } from '../../../../src/graph/types.js';

describe('how sure an edge is', () => {
  it.each(['typescript', 'tsx', 'javascript', 'python', 'go', 'java'] as const)('%s: as its tier says', (language) => {
    for (const tier of EDGE_TIERS) expect(confidenceOf(language, tier)).toBe(TIER_CONFIDENCE[tier]);
  });

  it.each([
    ['measured below .85', { python: 0.84 }],
    ['not measured', {}],
  ])('a language that is %s stays out of comments, and in the prompt', (_, measured) => {
    for (const tier of EDGE_TIERS) {
      const confidence = confidenceOf('python', tier, measured);
      expect(confidence).toBeLessThan(LEAST_CONFIDENCE.comment);
      expect(confidence >= 0.5).toBe(TIER_CONFIDENCE[tier] >= 0.5);
    }
    expect(confidenceOf('python', 'receiver', { python: 0.85 })).toBe(TIER_CONFIDENCE.receiver);
  });

  it('what is not followed is not trusted', () => {
    expect(MEASURED_PRECISION.rust).toBeUndefined();
    expect(confidenceOf('rust', 'import')).toBeLessThan(LEAST_CONFIDENCE.comment);
  });
});
