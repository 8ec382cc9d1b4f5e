import { describe, expect, it } from 'vitest';
import { BRISK, estimateCost, THOROUGH, type PlannedRequest } from '../../src/claude/estimate-cost.js';
import { estimateTokens } from '../../src/claude/estimate-tokens.js';
import type { ClaudeRequest } from '../../src/claude/types.js';

const at = new Date('2026-11-24T12:00:00Z');
const CACHED = { cache_control: { type: 'ephemeral' as const } };
const words = (count: number, word = 'word') => `${word} `.repeat(count);

function planned(task: string, change: Partial<ClaudeRequest> = {}): PlannedRequest {
  const request: ClaudeRequest = {
    system: [{ type: 'text', text: words(4000), ...CACHED }],
    tools: [],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: words(2000, 'overview'), ...CACHED },
          { type: 'text', text: task },
        ],
      },
    ],
    maxTokens: 12_000,
    effort: 'medium',
    format: null,
    ...change,
  };
  return { name: 'reading', request };
}

describe('estimateCost', () => {
  it('is nothing where nothing is planned', () => {
    expect(estimateCost('claude-sonnet-5-5', [], at)).toEqual({ requests: [], least: 0, most: 0, isPriced: true });
  });

  it('counts the first request as written to the cache, the next ones with its beginning as read', () => {
    const { requests, least } = estimateCost('claude-sonnet-5-5', [planned('a'), planned('b')], at);
    const [first, second] = requests;
    expect(first).toMatchObject({ name: 'reading', cachedTokens: 0 });
    expect(second?.tokens).toBe(first?.tokens);
    expect(second?.cachedTokens).toBeGreaterThan((second?.tokens ?? 0) * 0.95);
    const prefix = second?.cachedTokens ?? 0;
    const rest = (first?.tokens ?? 0) - prefix;
    const output = 2 * BRISK.outTokens * 10;
    expect(least).toBeCloseTo((prefix * 2.5 + prefix * 0.2 + 2 * rest * 2 + output) / 1e6, 9);
  });

  it.each<[string, PlannedRequest]>([
    ['other tools', planned('b', { tools: [{ name: 'look', input_schema: { type: 'object' } }] })],
    ['another schema of the answer', planned('b', { format: { type: 'object' } })],
    ['another first word', planned('b', { system: [{ type: 'text', text: `X ${words(4000)}`, ...CACHED }] })],
  ])('reads nothing from the cache for a request with %s', (_, other) => {
    expect(estimateCost('claude-sonnet-5-5', [planned('a'), other], at).requests[1]?.cachedTokens).toBe(0);
  });

  it('reads the part that is the same where only a later one differs', () => {
    const content = [{ type: 'text' as const, text: words(2000, 'other'), ...CACHED }];
    const other = planned('b', { messages: [{ role: 'user', content }] });
    const [, second] = estimateCost('claude-sonnet-5-5', [planned('a'), other], at).requests;
    expect(second?.cachedTokens).toBeGreaterThan(estimateTokens(words(4000)) - 10);
    expect(second?.cachedTokens).toBeLessThan(second?.tokens ?? 0);
  });

  it('keeps no prefix that is too short for a cache', () => {
    const short = { system: [{ type: 'text' as const, text: 'Short.', ...CACHED }], messages: [] };
    const [, second] = estimateCost('claude-sonnet-5-5', [planned('a', short), planned('b', short)], at).requests;
    expect(second?.cachedTokens).toBe(0);
  });

  it('pays what an agent looks up once, and reads it from the cache in every later turn', () => {
    const habit = { turns: 3, outTokens: 100, readTokens: 1000 };
    const { requests, least, most } = estimateCost('claude-sonnet-5-5', [planned('a')], at, [BRISK, habit]);
    const tokens = requests[0]?.tokens ?? 0;
    const second = estimateCost('claude-sonnet-5-5', [planned('a'), planned('a')], at).requests[1]?.cachedTokens ?? 0;
    const cost =
      second * 2.5 +
      (tokens - second) * 2 + // the first turn
      (second * 0.2 + (tokens - second + 1100) * 2.5) + // the second marks the end of what it sends
      ((tokens + 1100) * 0.2 + 1100 * 2.5) +
      3 * 100 * 10;
    expect(most).toBeCloseTo(cost / 1e6, 9);
    expect(most).toBeGreaterThan(least);
  });

  it('knows the prices of every provider, and says where it knows none', () => {
    const of = (model: string) => estimateCost(model, [planned('a')], at, [BRISK, THOROUGH]);
    expect(of('global.anthropic.claude-sonnet-5-5')).toEqual(of('claude-sonnet-5-5'));
    expect(of('europe-west1/claude-sonnet-5-5').least).toBeCloseTo(of('claude-sonnet-5-5').least * 1.1, 9);
    expect(of('claude-unheard-of')).toMatchObject({ isPriced: false });
    expect(of('claude-unheard-of').least).toBeGreaterThan(of('claude-sonnet-5-5').least);
  });
});
