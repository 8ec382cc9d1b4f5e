import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { createCircuitBreaker, defaultBreaker, type BreakerSettings } from './circuit-breaker.js';
import { ClaudeUnavailableError } from './claude-error.js';
import { classifyError } from './classify-error.js';
import { usageOf } from './prices.js';
import type { Claude, ClaudeAnswer, ClaudeRequest, ClaudeUsage, SendOptions } from './types.js';

export interface ClaudeOptions {
  apiKey: string;
  /** Null: Anthropic's own. */
  baseUrl: string | null;
  model: string;
  /** Told of every request that ended, for metrics. */
  ended?: (outcome: 'answered' | 'limited' | 'unavailable' | 'refused', usage: ClaudeUsage | null) => void;
  /** Scaled down in tests. */
  deadlineMs?: number;
  /** A stream that says nothing for so long is given up. */
  idleMs?: number;
  retryDelayMs?: number;
  breaker?: BreakerSettings;
}

const MOST_TRIES = 3;

const Usage = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cache_read_input_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: z.number(), ephemeral_1h_input_tokens: z.number() })
    .partial()
    .nullish(),
});
/** What is read of an answer; blocks of a kind this version does not know pass. */
const Answer = z.object({
  model: z.string(),
  stop_reason: z.string(),
  content: z.array(z.looseObject({ type: z.string() })),
  usage: Usage,
});

/**
 * Claude over Anthropic's API: one request, one whole answer. The SDK neither retries nor bounds a call as a whole
 * (finding 14 of the threat list), so that this does: a total deadline, an idle timer, three tries at most, a breaker.
 * Errors are those of the port; none carries the prompt or the key.
 */
export function createClaude(options: ClaudeOptions): Claude {
  const client = new Anthropic({
    apiKey: options.apiKey,
    ...(options.baseUrl === null ? {} : { baseURL: options.baseUrl }),
    maxRetries: 0,
    logLevel: 'off',
  });
  const breaker = createCircuitBreaker(options.breaker ?? defaultBreaker);
  return {
    model: options.model,
    send: async (request, sendOptions) => {
      breaker.check();
      try {
        const answer = await sendWithRetries(client, options, request, sendOptions);
        breaker.succeeded();
        options.ended?.('answered', answer.usage);
        return answer;
      } catch (error) {
        sendOptions.signal.throwIfAborted();
        breaker.failed(error);
        options.ended?.(outcomeOf(error), null);
        throw error;
      }
    },
  };
}

function outcomeOf(error: unknown): 'limited' | 'unavailable' | 'refused' {
  const name = error instanceof Error ? error.name : '';
  return name === 'ClaudeLimitedError' ? 'limited' : name === 'ClaudeRefusedError' ? 'refused' : 'unavailable';
}

async function sendWithRetries(
  client: Anthropic,
  options: ClaudeOptions,
  request: ClaudeRequest,
  sendOptions: SendOptions,
): Promise<ClaudeAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(client, options, request, sendOptions);
    } catch (error) {
      sendOptions.signal.throwIfAborted();
      const { again, failure } = classifyError(error, new Date());
      if (!again || attempt >= MOST_TRIES) throw failure;
      const delay = (options.retryDelayMs ?? 1000) * 2 ** (attempt - 1) * (0.5 + Math.random());
      await sleep(delay, undefined, { signal: sendOptions.signal });
    }
  }
}

async function sendOnce(
  client: Anthropic,
  { model, deadlineMs = 180_000, idleMs = 60_000 }: ClaudeOptions,
  request: ClaudeRequest,
  { signal, onFirstToken, onUsage }: SendOptions,
): Promise<ClaudeAnswer> {
  const silence = new AbortController();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs), silence.signal]);
  let timer = setTimeout(() => silence.abort(), idleMs);
  const stream = client.messages.stream(bodyOf(model, request), { signal: limit, timeout: deadlineMs, maxRetries: 0 });
  let begun = false;
  stream.on('streamEvent', () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), idleMs);
    if (!begun) onFirstToken?.();
    begun = true;
  });
  let usage: ClaudeUsage | null = null;
  try {
    const message = Answer.parse(await stream.finalMessage());
    usage = readUsage(message.model, message.usage);
    return {
      content: message.content as unknown as Anthropic.ContentBlock[],
      stopReason: message.stop_reason,
      model: message.model,
      usage,
    };
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new ClaudeUnavailableError('the answer has another form', { cause: 'ZodError' });
    throw error;
  } finally {
    clearTimeout(timer);
    usage ??= usageSoFar(stream.currentMessage, model);
    if (usage !== null) onUsage?.(usage);
  }
}

/** A cut answer was paid for as far as it came. */
function usageSoFar(message: Anthropic.Message | undefined, model: string): ClaudeUsage | null {
  const parsed = Usage.safeParse(message?.usage);
  return parsed.success ? readUsage(model, parsed.data) : null;
}

function readUsage(model: string, usage: z.output<typeof Usage>): ClaudeUsage {
  const oneHour = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return usageOf(model, {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite5m: (usage.cache_creation_input_tokens ?? 0) - oneHour,
    cacheWrite1h: oneHour,
  });
}

/** No temperature, no forced tool, no prefill: the 5.5 models answer 400 to these. */
function bodyOf(
  model: string,
  { system, tools, messages, maxTokens, effort, format }: ClaudeRequest,
): Anthropic.MessageStreamParams {
  return {
    model,
    max_tokens: maxTokens,
    system,
    messages,
    ...(tools.length > 0 ? { tools } : {}),
    output_config: { effort, ...(format === null ? {} : { format: { type: 'json_schema', schema: format } }) },
  };
}
