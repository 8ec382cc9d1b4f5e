import { startDeadline } from '../turns/start-deadline.js';
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { createCircuitBreaker, type BreakerSettings } from './circuit-breaker.js';
import { classifyError } from './classify-error.js';
import { ClaudeUnavailableError } from './claude-error.js';
import { sendOnce } from './send-once.js';
import type { Claude, ClaudeAnswer, ClaudeRequest, SendOptions } from './types.js';
import { watchedFetch } from './watched-fetch.js';

export const ANTHROPIC_URL = 'https://api.anthropic.com';

export interface ClaudeOptions {
  apiKey: string;
  /** Null: Anthropic's own. */
  baseUrl: string | null;
  model: string;
  /** Total time of one `send`, with its tries. */
  deadlineMs?: number;
  /** A connection on which for so long nothing comes is given up. */
  idleMs?: number;
  /** First pause before another try; doubles, with jitter. */
  retryDelayMs?: number;
  breaker?: BreakerSettings;
}

const DEADLINE_MS = 180_000;
const IDLE_MS = 60_000;
const RETRY_DELAY_MS = 1000;

/**
 * Claude over Anthropic's API: one request, one whole answer. The SDK neither retries nor bounds a call (finding 14 of
 * the threat list); here are one total deadline, an idle timer, at most two more tries, a breaker. Errors are those of
 * the port; none carries the prompt or the key. An abort of the caller's signal is thrown as its reason.
 */
export function createClaude(options: ClaudeOptions): Claude {
  const { model, deadlineMs = DEADLINE_MS } = options;
  const client = createClient(options);
  const breaker = createCircuitBreaker(options.breaker);
  return {
    model,
    send: (request, sendOptions) =>
      breaker.run(async (limitsInRow, answered) => {
        const deadline = startDeadline(deadlineMs, sendOptions.signal);
        const tries = {
          model,
          deadline: deadline.signal,
          deadlineMs,
          limitsInRow,
          delayMs: options.retryDelayMs ?? RETRY_DELAY_MS,
        };
        const onFirstToken = (): void => {
          answered();
          sendOptions.onFirstToken?.();
        };
        try {
          return await sendWithin(client, request, { ...sendOptions, onFirstToken }, tries);
        } finally {
          deadline.end();
        }
      }),
  };
}

/** The SDK as this project uses it: it reads nothing from the environment but its custom headers, and logs nothing. */
export function createClient({ apiKey, baseUrl, idleMs = IDLE_MS }: ClaudeOptions): Anthropic {
  return new Anthropic({
    apiKey,
    baseURL: baseUrl ?? ANTHROPIC_URL,
    maxRetries: 0,
    fetch: watchedFetch(idleMs),
    logLevel: 'off',
    openTelemetry: false,
  });
}

interface Tries {
  model: string;
  deadline: AbortSignal;
  deadlineMs: number;
  limitsInRow: number;
  delayMs: number;
}

async function sendWithin(
  client: Anthropic,
  request: ClaudeRequest,
  { signal, onFirstToken, onUsage }: SendOptions,
  { model, deadline, deadlineMs, limitsInRow, delayMs }: Tries,
): Promise<ClaudeAnswer> {
  let begun = false;
  const once = {
    signal: deadline,
    onFirstToken: () => {
      if (!begun) onFirstToken?.();
      begun = true;
    },
    ...(onUsage ? { onUsage } : {}),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(client, model, request, once);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) throw tooLate(deadlineMs);
      const { again, failure } = classifyError(error, { now: new Date(), limitsInRow });
      if (attempt > again) throw failure;
      await pause(delayMs * 2 ** (attempt - 1) * (0.5 + Math.random()), deadline);
      signal.throwIfAborted();
      if (deadline.aborted) throw failure;
    }
  }
}

/** An abort ends the pause; who aborted is looked at afterwards. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function tooLate(deadlineMs: number): ClaudeUnavailableError {
  return new ClaudeUnavailableError(
    `Claude gave no usable answer: none came within ${Math.round(deadlineMs / 1000)} s`,
  );
}
