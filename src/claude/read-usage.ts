import { z } from 'zod';
import { costOf, type TokenCounts } from './prices.js';
import type { ClaudeUsage } from './types.js';

/** No request of any model can have more: a count above it is no count. */
const MOST_TOKENS = 10_000_000;

const Count = z.int().min(0).max(MOST_TOKENS);
const Usage = z.object({
  input_tokens: Count,
  output_tokens: Count,
  cache_read_input_tokens: Count.nullish(),
  cache_creation_input_tokens: Count.nullish(),
  cache_creation: z.object({ ephemeral_1h_input_tokens: Count.nullish() }).nullish(),
});

/** The `usage` of an answer with what it cost; null if it is missing or absurd (fault F6 of the threat list). */
export function readUsage(model: string, usage: unknown, at: Date): ClaudeUsage | null {
  const parsed = Usage.safeParse(usage);
  if (!parsed.success) return null;
  const { data } = parsed;
  const written = data.cache_creation_input_tokens ?? 0;
  const cacheWrite1h = Math.min(written, data.cache_creation?.ephemeral_1h_input_tokens ?? 0);
  return usageOf(
    model,
    {
      input: data.input_tokens,
      output: data.output_tokens,
      cacheRead: data.cache_read_input_tokens ?? 0,
      cacheWrite5m: written - cacheWrite1h,
      cacheWrite1h,
    },
    at,
  );
}

/** The usage that is counted where the API gave none: everything uncached. */
export function estimatedUsage(
  model: string,
  { input, output }: { input: number; output: number },
  at: Date,
): ClaudeUsage {
  return { ...usageOf(model, { input, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }, at), estimated: true };
}

function usageOf(model: string, tokens: TokenCounts, at: Date): ClaudeUsage {
  const { cost, known } = costOf(model, tokens, at);
  return {
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    cacheReadTokens: tokens.cacheRead,
    cacheWriteTokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    cost,
    ...(known ? {} : { estimated: true as const }),
  };
}
