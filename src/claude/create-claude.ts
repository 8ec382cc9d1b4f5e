import { startDeadline } from '../turns/start-deadline.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCircuitBreaker, type BreakerSettings } from './circuit-breaker.js';
import { classifyError } from './classify-error.js';
import { ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';
import { answerOf, leaveOut, refusedFeatures, WITHOUT, type Feature } from './providers/left-out.js';
import { openClient, type ClaudeClient } from './providers/open-client.js';
import { pricedName, providerName, type ClaudeProvider } from './providers/provider.js';
import { sendOnce } from './send-once.js';
import type { Claude, ClaudeAnswer, ClaudeRequest, SendOptions } from './types.js';

export interface ClaudeOptions {
  provider: ClaudeProvider;
  /** As the provider names it. */
  model: string;
  /** Told once of each feature that the provider does not take for the model, and of what is done without it. */
  without?: (text: string) => void;
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
 * Claude over one of its providers: one request, one whole answer. The SDKs neither retry nor bound a call (finding 14 of
 * the threat list); here are one total deadline, an idle timer, at most two more tries, a breaker. Errors are those of
 * the port; none carries the prompt or a key. An abort of the caller's signal is thrown as its reason.
 */
export function createClaude(options: ClaudeOptions): Claude {
  const { provider, deadlineMs = DEADLINE_MS } = options;
  const model = pricedName(provider, options.model);
  const breaker = createCircuitBreaker(options.breaker);
  const client = keptClient(options);
  const missing = new Set<Feature>();
  return {
    model,
    send: (request, sendOptions) =>
      breaker.run(async (limitsInRow, answered) => {
        const deadline = startDeadline(deadlineMs, sendOptions.signal);
        const tries = {
          client,
          names: { model: options.model, priced: provider.kind === 'anthropic' ? null : model },
          provider,
          missing,
          without: (feature: Feature) => options.without?.(`${providerName(provider)} ${WITHOUT[feature]} (${model})`),
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
          return await sendWithin(request, { ...sendOptions, onFirstToken }, tries);
        } finally {
          deadline.end();
        }
      }),
  };
}

interface KeptClient {
  get(): Promise<ClaudeClient>;
  /** The next one is a new one: Google's keeps for ever that it found no credentials. */
  forget(): void;
}

function keptClient({ provider, idleMs = IDLE_MS }: ClaudeOptions): KeptClient {
  let opened: Promise<ClaudeClient> | null = null;
  return {
    get: () => (opened ??= openClient(provider, idleMs)),
    forget: () => (opened = null),
  };
}

interface Tries {
  client: KeptClient;
  names: { model: string; priced: string | null };
  provider: ClaudeProvider;
  /** What the provider is known not to take. */
  missing: Set<Feature>;
  without(feature: Feature): void;
  deadline: AbortSignal;
  deadlineMs: number;
  limitsInRow: number;
  delayMs: number;
}

async function sendWithin(
  request: ClaudeRequest,
  { signal, onFirstToken, onUsage }: SendOptions,
  { client, names, provider, missing, without, deadline, deadlineMs, limitsInRow, delayMs }: Tries,
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
    const absent = new Set(missing);
    try {
      const sent = client.get().then((one) => sendOnce(one, names, leaveOut(request, absent), once));
      return answerOf(await unlessAborted(sent, deadline), request, absent);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) throw tooLate(deadlineMs);
      const refused = refusedFeatures(error).filter((feature) => !absent.has(feature));
      if (refused.length > 0) {
        // Nothing was answered or paid: the same try without them.
        for (const feature of refused) {
          if (!missing.has(feature)) without(feature);
          missing.add(feature);
        }
        attempt -= 1;
        continue;
      }
      const { again, failure } = classifyError(error, { now: new Date(), limitsInRow, provider });
      if (failure instanceof ClaudeRefusedError && failure.reason === 'key') client.forget();
      if (attempt > again) throw failure;
      await pause(delayMs * 2 ** (attempt - 1) * (0.5 + Math.random()), deadline);
      signal.throwIfAborted();
      if (deadline.aborted) throw failure;
    }
  }
}

/** Who gives out credentials hears of no signal, and may never answer. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, fail) => {
    stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
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
