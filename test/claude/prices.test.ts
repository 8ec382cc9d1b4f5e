import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, hasPrice, type TokenCounts } from '../../src/claude/prices.js';
import { readUsage } from '../../src/claude/read-usage.js';

const at = new Date('2026-11-24T12:00:00Z');
const none: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const million = 1_000_000;

describe('costOf', () => {
  it.each<[string, Partial<TokenCounts>, number]>([
    ['claude-opus-5-5', { input: million }, 4],
    ['claude-opus-5-5', { output: million }, 20],
    ['claude-opus-5-5', { cacheWrite5m: million }, 5],
    ['claude-opus-5-5', { cacheWrite1h: million }, 8],
    ['claude-opus-5-5', { cacheRead: million }, 0.2],
    ['claude-sonnet-5-5', { input: million, output: 100_000 }, 3],
    ['claude-sonnet-5-5', { cacheWrite5m: million }, 2.5],
    ['claude-sonnet-5-5', { cacheWrite1h: million }, 4],
    ['claude-sonnet-5-5', { cacheRead: million }, 0.2],
    ['claude-sonnet-5-5-20261015', { input: million }, 2],
    ['claude-haiku-5-5', { input: 100_000 }, 0.01],
    ['claude-haiku-5-5', { input: 100_001 }, 0.0500005],
    ['claude-haiku-5-5', { input: 40_000, cacheRead: 60_001, output: 1000 }, 0.02 + 0.00060001 + 0.0025],
    ['claude-haiku-5-5', { input: 1000, output: million }, 0.5001],
    ['claude-fable-5-1', { input: million, cacheRead: million }, 10.25],
    ['global.anthropic.claude-sonnet-5-5', { input: million }, 2],
    ['eu.anthropic.claude-sonnet-5-5', { input: million, output: million }, 13.2],
    ['us-gov.anthropic.claude-sonnet-5-5', { input: million }, 2.2],
    ['anthropic.claude-sonnet-5-5-20261015-v1:0', { input: million }, 2.2],
    ['global.anthropic.claude-haiku-5-5', { input: 100_001 }, 0.0500005],
    ['us.anthropic.claude-opus-5-5', { input: million }, 4.4],
    ['claude-sonnet-5-5@20261015', { input: million }, 2],
    ['europe-west1/claude-sonnet-5-5', { input: million, cacheRead: million }, 2.42],
    ['eu/claude-haiku-5-5@20261007', { output: million }, 0.55],
  ])('%s %j', (model, tokens, cost) => {
    const priced = costOf(model, { ...none, ...tokens }, at);
    expect(priced.cost).toBeCloseTo(cost, 9);
    expect(priced.known).toBe(true);
  });

  it.each([
    'claude-sonnet-5',
    'claude-sonnet-5-5-preview',
    'gpt',
    '',
    'anthropic/claude-sonnet-5-5',
    'abcdefghijkl',
    'evil.anthropic.claude-sonnet-5',
  ])('counts %j, which has no price, at the highest', (model) => {
    expect(costOf(model, { ...none, output: million }, at)).toEqual({ cost: 50, known: false });
    expect(hasPrice(model, at)).toBe(false);
  });

  it('knows no price before its day', () => {
    expect(hasPrice('claude-sonnet-5-5', at)).toBe(true);
    expect(hasPrice('claude-sonnet-5-5', new Date('2026-10-31T23:59:59Z'))).toBe(false);
  });
});

describe('readUsage', () => {
  const usage = {
    input_tokens: 1000,
    output_tokens: 100,
    cache_read_input_tokens: 5000,
    cache_creation_input_tokens: 3000,
    cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
  };

  it('prices writes to the cache by their time', () => {
    expect(readUsage('claude-sonnet-5-5', usage, at)).toEqual({
      inputTokens: 1000,
      outputTokens: 100,
      cacheReadTokens: 5000,
      cacheWriteTokens: 3000,
      cost: expect.closeTo((1000 * 2 + 100 * 10 + 5000 * 0.2 + 1000 * 2.5 + 2000 * 4) / 1e6, 12),
    });
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a text', 'many'],
    ['without output', { input_tokens: 1 }],
    ['negative', { ...usage, input_tokens: -1 }],
    ['fractional', { ...usage, output_tokens: 1.5 }],
    ['endless', { ...usage, output_tokens: 1e15 }],
    ['text for a number', { ...usage, cache_read_input_tokens: '5' }],
  ])('takes none that is %s', (_, given) => {
    expect(readUsage('claude-sonnet-5-5', given, at)).toBeNull();
  });

  it('never gives a cost that is negative, endless, or above that of the dearest tokens (property)', () => {
    fc.assert(
      fc.property(fc.anything(), fc.nat(), fc.nat(), (junk, a, b) => {
        const read = readUsage(
          'claude-opus-5-5',
          { ...usage, input_tokens: a, cache_creation_input_tokens: b, junk },
          at,
        );
        if (read === null) return;
        const tokens = read.inputTokens + read.outputTokens + read.cacheReadTokens + read.cacheWriteTokens;
        expect(read.cost).toBeGreaterThanOrEqual(0);
        expect(read.cost).toBeLessThanOrEqual((tokens * 20) / 1e6);
      }),
    );
  });
});
