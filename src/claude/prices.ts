/** US dollars for a million tokens. */
export interface Price {
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
}

interface DatedPrice {
  model: string;
  /** Day (UTC) from which it holds. A new price is a new entry, so that old costs stay what they were. */
  since: string;
  price: Price;
  /** For a request whose prompt, cached or not, has more than `above` tokens. */
  long?: { above: number; price: Price };
}

/** Where nothing is published for writing to the cache, the usual 1.25 and 2 times the input are taken. */
const PRICES: readonly DatedPrice[] = [
  { model: 'claude-opus-5-5', since: '2026-11-01', price: price(4, 20, 5, 8, 0.2) },
  { model: 'claude-sonnet-5-5', since: '2026-11-01', price: price(2, 10, 2.5, 4, 0.2) },
  {
    model: 'claude-haiku-5-5',
    since: '2026-11-01',
    price: price(0.1, 0.5, 0.125, 0.2, 0.01),
    long: { above: 100_000, price: price(0.5, 2.5, 0.625, 1, 0.01) },
  },
  { model: 'claude-fable-5-1', since: '2026-11-01', price: price(10, 50, 12.5, 20, 0.25) },
];

/**
 * Bedrock and Vertex cost the same through their global endpoints, and a tenth more where a region is kept to
 * (https://platform.claude.com/docs/en/about-claude/pricing).
 */
const REGIONAL = 1.1;

/** For a model that is not in the table: nothing costs more, so that no budget is passed unseen. */
const HIGHEST = price(10, 50, 12.5, 20, 1);

/** Tokens of one answer as the API counts them; `input` is what was neither read from nor written to the cache. */
export interface TokenCounts {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
}

/** What tokens cost in US dollars. `known` is false where the model has no price and the highest one is taken. */
export function costOf(model: string, tokens: TokenCounts, at: Date): { cost: number; known: boolean } {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = tokens;
  const found = findPrice(model, input + cacheRead + cacheWrite5m + cacheWrite1h, at);
  const rate = found ?? HIGHEST;
  const dollars =
    input * rate.input +
    output * rate.output +
    cacheRead * rate.cacheRead +
    cacheWrite5m * rate.cacheWrite5m +
    cacheWrite1h * rate.cacheWrite1h;
  return { cost: dollars / 1_000_000, known: found !== null };
}

/** Whether the table knows what `model` costs. */
export function hasPrice(model: string, at: Date): boolean {
  return findPrice(model, 0, at) !== null;
}

function findPrice(model: string, promptTokens: number, at: Date): Price | null {
  const day = at.toISOString().slice(0, 10);
  const { name, isRegional } = readName(model);
  const entry = PRICES.filter(({ since }) => since <= day)
    .toSorted((a, b) => b.since.localeCompare(a.since))
    .find((one) => one.model === name);
  if (!entry) return null;
  const found = entry.long && promptTokens > entry.long.above ? entry.long.price : entry.price;
  return isRegional ? times(found, REGIONAL) : found;
}

/**
 * The model in a name as one of the providers has it: dated (`claude-sonnet-5-5-20261015`, on Vertex with `@`); on
 * Bedrock with the profile before it (`global.anthropic.`, `eu.anthropic.`) and at times a version behind it; on Vertex, where we put it there, with the region (`europe-west1/`).
 */
function readName(model: string): { name: string; isRegional: boolean } {
  const bedrock = /^(?:([a-z][a-z-]{1,9})\.)?anthropic\.(claude-[\w-]+?)(?:-v\d+(?::\d+)?)?$/.exec(model);
  const vertex = /^(?:us|eu|[a-z]+-[a-z]+\d+)\/(.+)$/.exec(model);
  const name = bedrock?.[2] ?? vertex?.[1] ?? model;
  return {
    name: name.replace(/[-@]\d{8}$/, ''),
    isRegional: bedrock ? bedrock[1] !== 'global' : vertex !== null,
  };
}

function times({ input, output, cacheWrite5m, cacheWrite1h, cacheRead }: Price, factor: number): Price {
  return price(input * factor, output * factor, cacheWrite5m * factor, cacheWrite1h * factor, cacheRead * factor);
}

function price(input: number, output: number, cacheWrite5m: number, cacheWrite1h: number, cacheRead: number): Price {
  return { input, output, cacheWrite5m, cacheWrite1h, cacheRead };
}
