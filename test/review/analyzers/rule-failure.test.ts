import { describe, expect, it } from 'vitest';
import { tryRule, type RuleFailure } from '../../../src/review/analyzers/rule-failure.js';

describe('tryRule', () => {
  it('names a rule that breaks once, and gives what was to be given instead', () => {
    const failures: RuleFailure[] = [];
    const broken = () => new RegExp(['[z', 'b]'].join('-')).test('a');
    expect([1, 2].map(() => tryRule('js/odd', failures, broken, false))).toEqual([false, false]);
    expect(tryRule('js/even', failures, () => true, false)).toBe(true);
    expect(failures).toEqual([{ rule: 'js/odd', reason: expect.stringContaining('out of order') }]);
  });

  it('throws a trap of the parser on', () => {
    const trap = () => {
      throw new WebAssembly.RuntimeError('unreachable');
    };
    expect(() => tryRule('js/odd', [], trap, false)).toThrow('unreachable');
  });
});
