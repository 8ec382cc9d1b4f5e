import { createHash } from 'node:crypto';
import { cachedBlocks, type Ttl } from './request-rules.js';
import type { Request } from './wire-types.js';

/** Blocks before a breakpoint at which an older entry is still found. */
const LOOK_BACK = 20;
const LIFE_MS: Record<Ttl, number> = { '5m': 300_000, '1h': 3_600_000 };
const CHARACTERS_PER_TOKEN = 3.2;

export interface PromptAccount {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
}

/** Tokens as this server counts them. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/**
 * The prefix cache: entries are written where a breakpoint stands, found at one or up to 20 blocks before it, byte for
 * byte, and live for their time from the last use. `begun` has to be called when the answer begins to stream: before
 * that nobody can read what it writes.
 */
export function createPromptCache({ now, minTokens }: { now(): number; minTokens: number }) {
  const entries = new Map<string, { until: number; ttl: Ttl }>();
  return (request: Request, owner: string): { prompt: PromptAccount; total: number; begun(): void } => {
    const blocks = hashed(request, owner);
    const marks = blocks.flatMap(({ ttl }, index) => (ttl === null ? [] : [index]));
    const hit = marks
      .toReversed()
      .flatMap((mark) => blocks.slice(Math.max(0, mark - LOOK_BACK), mark + 1).toReversed())
      .find(({ hash }) => (entries.get(hash)?.until ?? 0) > now());
    const read = hit?.upTo ?? 0;
    if (hit) {
      const ttl = entries.get(hit.hash)?.ttl ?? '5m';
      entries.set(hit.hash, { ttl, until: now() + LIFE_MS[ttl] });
    }
    const written: Record<Ttl, number> = { '5m': 0, '1h': 0 };
    const writes: { hash: string; ttl: Ttl }[] = [];
    let from = read;
    for (const { ttl, upTo, hash } of blocks) {
      if (ttl === null || upTo <= from || upTo < minTokens) continue;
      written[ttl] += upTo - from;
      writes.push({ hash, ttl });
      from = upTo;
    }
    const total = blocks.at(-1)?.upTo ?? 0;
    return {
      total,
      prompt: {
        input_tokens: total - from,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written['5m'] + written['1h'],
        cache_creation: { ephemeral_5m_input_tokens: written['5m'], ephemeral_1h_input_tokens: written['1h'] },
      },
      begun: () => {
        for (const { hash, ttl } of writes) entries.set(hash, { ttl, until: now() + LIFE_MS[ttl] });
      },
    };
  };
}

/**
 * Every block with the hash and the size of all up to it. Model and format change everything, the choice of tools the
 * messages.
 */
function hashed(request: Request, owner: string) {
  const body = request as unknown as Record<string, unknown>;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([owner, body['model'], (body['output_config'] as { format?: unknown })?.format ?? null]));
  let upTo = 0;
  let inMessages = false;
  return cachedBlocks(body).map(({ part, text, ttl }) => {
    if (part === 'messages' && !inMessages) {
      inMessages = true;
      hash.update(JSON.stringify([body['tool_choice'] ?? null, body['thinking'] ?? null]));
    }
    hash.update(`\0${text}`);
    upTo += tokensOf(text);
    return { ttl, upTo, hash: hash.copy().digest('hex') };
  });
}
