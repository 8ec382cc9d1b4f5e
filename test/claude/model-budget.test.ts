import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ClaudeRefusedError } from '../../src/claude/claude-error.js';
import { estimateTokens } from '../../src/claude/estimate-tokens.js';
import { guardClaude } from '../../src/claude/guard-claude.js';
import { createModelBudget } from '../../src/claude/model-budget.js';
import type { RunLimit, Spent } from '../../src/claude/spending-limits.js';
import type { ClaudeUsage } from '../../src/claude/types.js';
import { closing, scriptedClaude } from '../review/ask/agents/scripted-claude.js';

const model = 'claude-sonnet-5-5';
const limits = { reviewTokens: 100_000, reviewDollars: 1 };
const nothing: Spent = { tokens: 0, dollars: 0 };
const small = { tokensIn: 1000, maxTokensOut: 1000 };

function usage(change: Partial<ClaudeUsage>): ClaudeUsage {
  return { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0, ...change };
}

function budget(before = nothing) {
  return createModelBudget(model, limits, before);
}

describe('createModelBudget', () => {
  it.each<[string, Spent, RegExp | null]>([
    ['nothing spent', nothing, null],
    ['tokens for just this call left', { tokens: 98_000, dollars: 0 }, null],
    ['one token too few left', { tokens: 98_001, dollars: 0 }, /one review is spent \(100,000 tokens or \$1\)/],
    ['dollars for just this call left, its input written to the cache', { tokens: 0, dollars: 0.9875 }, null],
    ['too few dollars left', { tokens: 0, dollars: 0.9881 }, /one review/],
  ])('%s', (_, before, wanted) => {
    const refusal = budget(before).mayCall(small);
    if (wanted === null) expect(refusal).toBeNull();
    else expect(refusal).toMatch(wanted);
  });

  it.each<[string, RunLimit[], RegExp | null]>([
    ['more than the server allows', [{ of: 'repository', tokens: 1e9, dollars: 50, setBy: 'dora' }], null],
    [
      'too few tokens for one review of the repository',
      [
        { of: 'installation', tokens: null, dollars: 0.5, setBy: 'emil' },
        { of: 'repository', tokens: 1999, dollars: null, setBy: 'dora' },
      ],
      /^the budget for one review of this repository is spent \(1,999 tokens, set by dora\)$/,
    ],
    [
      'too few dollars for one review of the installation',
      [{ of: 'installation', tokens: null, dollars: 0.01, setBy: 'emil' }],
      /^the budget for one review of this installation is spent \(\$0\.01, set by emil\)$/,
    ],
  ])('is the smallest of all that hold: %s', (_, own, wanted) => {
    const refusal = createModelBudget(model, limits, nothing, own).mayCall(small);
    if (wanted === null) expect(refusal).toBeNull();
    else expect(refusal).toMatch(wanted);
  });

  it('gives a part of what people allow, too', () => {
    const own: RunLimit[] = [{ of: 'repository', tokens: 5000, dollars: null, setBy: 'dora' }];
    const spent = createModelBudget(model, limits, nothing, own);
    expect(spent.mayCall({ ...small, share: 1 / 3 })).toMatch(/repository is spent \(1,666 tokens, set by dora\)/);
    expect(spent.mayCall({ ...small, share: 2 / 3 })).toBeNull();
  });

  it('gives a part of it, in whole tokens and cents', () => {
    const spent = budget({ tokens: 33_000, dollars: 0 });
    expect(spent.mayCall({ ...small, share: 1 / 3 })).toMatch(/one review is spent \(33,333 tokens or \$0\.33\)/);
    expect(spent.mayCall({ ...small, share: 2 / 3 })).toBeNull();
    expect(spent.mayCall(small)).toBeNull();
  });

  it('counts all tokens of a call, cached ones too', () => {
    const spent = budget();
    spent.spent(usage({ inputTokens: 1, outputTokens: 2, cacheReadTokens: 90_000, cacheWriteTokens: 7998, cost: 0.1 }));
    expect(spent.mayCall(small)).toMatch(/one review/);
    expect(spent.mayCall({ tokensIn: 1000, maxTokensOut: 999 })).toBeNull();
  });

  it('gives calls side by side no more than there is', () => {
    const spent = budget({ tokens: 95_000, dollars: 0 });
    const first = spent.reserve(small);
    const second = spent.reserve(small);
    expect(spent.mayCall(small)).toMatch(/one review/);
    first.release();
    first.release();
    expect(spent.mayCall(small)).toBeNull();
    second.release();
    expect(spent.mayCall({ tokensIn: 4000, maxTokensOut: 1001 })).toMatch(/one review/);
    expect(spent.mayCall({ tokensIn: 4000, maxTokensOut: 1000 })).toBeNull();
  });

  it('is never passed by calls that cost at most their estimate (property)', () => {
    const call = fc.record({
      tokensIn: fc.nat(30_000),
      maxTokensOut: fc.nat(12_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const spent = budget();
        let tokens = 0;
        let dollars = 0;
        for (const { tokensIn, maxTokensOut, share } of calls) {
          if (spent.mayCall({ tokensIn, maxTokensOut }) !== null) continue;
          const output = Math.floor(maxTokensOut * share);
          const cost = (tokensIn * 2 + output * 10) / 1e6;
          spent.spent(usage({ inputTokens: tokensIn, outputTokens: output, cost }));
          tokens += tokensIn + output;
          dollars += cost;
        }
        expect(tokens).toBeLessThanOrEqual(limits.reviewTokens);
        expect(dollars).toBeLessThanOrEqual(limits.reviewDollars + 1e-9);
      }),
    );
  });
});

describe('guardClaude', () => {
  const request = { system: [], tools: [], messages: [], maxTokens: 1000, effort: 'low' as const, format: null };

  it('sends nothing that the budget does not allow', async () => {
    const claude = scriptedClaude(() => closing());
    const { signal } = new AbortController();
    const spent = budget();
    await guardClaude(claude, spent).send(request, { signal });
    spent.spent(usage({ cost: 3 }));
    const error = await guardClaude(claude, spent)
      .send(request, { signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClaudeRefusedError);
    expect(error).toMatchObject({ reason: 'budget' });
    expect(claude.requests).toHaveLength(1);
  });
});

describe('estimateTokens', () => {
  it.each([
    ['code', 'const total = items.reduce((sum, item) => sum + item.price, 0);\n'.repeat(100), 6400 / 3.3, 6400 / 2.5],
    ['another script', '价格'.repeat(1000), 2000, 4000],
    ['nothing', '', -1, 1],
  ])('is a careful figure for %s', (_, text, least, most) => {
    expect(estimateTokens(text)).toBeGreaterThan(least);
    expect(estimateTokens(text)).toBeLessThan(most);
  });
});
