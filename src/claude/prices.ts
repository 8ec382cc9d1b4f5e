import type { ClaudeUsage } from './types.js';

/** US dollars for a million tokens. */
interface Price {
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
}

/** Above this many input tokens `long` holds. */
interface ModelPrice extends Price {
  long?: { above: number; price: Price };
}

/** As published in November 2026. A new price is a new table with its date, so that old costs stay what they were. */
export const PRICES_AS_OF = '2026-11-01';

const PRICES: Readonly<Record<string, ModelPrice>> = {
  'claude-opus-5-5': { input: 4, output: 20, cacheWrite5m: 5, cacheWrite1h: 8, cacheRead: 0.2 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheWrite5m: 2.5, cacheWrite1h: 4, cacheRead: 0.2 },
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    cacheWrite5m: 0.125,
    cacheWrite1h: 0.2,
    cacheRead: 0.01,
    long: { above: 100_000, price: { input: 0.5, output: 2.5, cacheWrite5m: 0.625, cacheWrite1h: 1, cacheRead: 0.01 } },
  },
  'claude-fable-5-1': { input: 10, output: 50, cacheWrite5m: 12.5, cacheWrite1h: 20, cacheRead: 0.25 },
};

/** A model that is not in the table is counted at the highest price: a budget must not be passed unseen. */
const UNKNOWN: ModelPrice = { input: 10, output: 50, cacheWrite5m: 12.5, cacheWrite1h: 20, cacheRead: 1 };

/** Tokens of one answer as the API counts them. */
export interface Tokens {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
}

/** What an answer cost. A dated name such as `claude-sonnet-5-5-20261015` has the price of its model. */
export function usageOf(model: string, tokens: Tokens): ClaudeUsage {
  const sane = (count: number) => (Number.isFinite(count) && count > 0 ? Math.min(count, 10_000_000) : 0);
  const [input, output, cacheRead] = [sane(tokens.input), sane(tokens.output), sane(tokens.cacheRead)];
  const [write5m, write1h] = [sane(tokens.cacheWrite5m), sane(tokens.cacheWrite1h)];
  const price = priceOf(model, input + cacheRead + write5m + write1h);
  const dollars =
    input * price.input +
    output * price.output +
    cacheRead * price.cacheRead +
    write5m * price.cacheWrite5m +
    write1h * price.cacheWrite1h;
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: write5m + write1h,
    cost: dollars / 1_000_000,
  };
}

/** The price that holds for a prompt of so many tokens. */
export function priceOf(model: string, promptTokens: number): Price {
  const name = Object.keys(PRICES).find((known) => model === known || model.startsWith(`${known}-`));
  const price = (name === undefined ? undefined : PRICES[name]) ?? UNKNOWN;
  return price.long && promptTokens > price.long.above ? price.long.price : price;
}
