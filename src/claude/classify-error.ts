import { APIError } from '@anthropic-ai/sdk';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError, type RefusedReason } from './claude-error.js';
import { apiWords } from './providers/api-words.js';
import { awsTrouble, googleTrouble } from './providers/credentials-trouble.js';
import { judgeBedrock } from './providers/judge-bedrock.js';
import { judgeVertex } from './providers/judge-vertex.js';
import { addressOf, type ClaudeProvider } from './providers/provider.js';
import type { Verdict } from './providers/verdict.js';
import { SilenceError } from './watched-fetch.js';

/** The answer came, but it is none of the Messages API: a login page, cut JSON, no usage. `message` says which. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/** `again`: how often it is worth another try at once; `failure` is what is thrown when there is none left. */
export interface Classified {
  again: number;
  failure: ClaudeLimitedError | ClaudeRefusedError | ClaudeUnavailableError;
}

const DEFAULT_WAIT_MS = 60_000;
const LONGEST_BACKOFF_MS = 480_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

const SPENDING = 'the spend limit of the Anthropic account is reached: raise it in the console';
const REFUSALS: Record<number, readonly [RefusedReason, string]> & { 401: readonly [RefusedReason, string] } = {
  401: ['key', 'ANTHROPIC_API_KEY is not valid: set a key of the console'],
  402: ['billing', 'the Anthropic account cannot be billed: look at its payment in the console'],
  403: ['permission', 'the Anthropic key may not use this model: look at its workspace in the console'],
  404: ['model', 'ANTHROPIC_MODEL names no model that this key can use: look at the list of models'],
  413: ['too-large', 'the request is too large for Claude'],
  422: ['invalid', 'Claude refused the form of the request'],
};

/**
 * What an error of one request means (faults F1 to F3 and F6; https://platform.claude.com/docs/en/api/errors). Codes
 * decide where there are some, wordings only where the API gives nothing else. Where the API names no time, the wait
 * doubles with `limitsInRow`, with jitter. No message carries the prompt or the key.
 */
export function classifyError(
  error: unknown,
  { now, limitsInRow, provider }: { now: Date; limitsInRow: number; provider: ClaudeProvider },
): Classified {
  if (error instanceof MalformedAnswerError) return unavailable(1, error.message, error);
  if (!(error instanceof APIError)) return unavailable(2, brokenText(error, provider), error);
  const told = retryAfter(error.headers?.get('retry-after'), now);
  const credentials = credentialsTrouble(error, provider);
  if (credentials?.kind === 'unreachable') return unavailable(2, credentials.message, error);
  if (credentials !== null) return refused('key', credentials.message, error);
  const verdict = judge(error, provider);
  if (verdict === null) return classifyAnthropic();
  if ('refused' in verdict) return refused(...verdict.refused, error);
  return 'limited' in verdict
    ? limited(0, verdict.limited, error, told ?? backoff())
    : limited(told === null ? 2 : 0, verdict.overloaded, error, told ?? backoff());

  /** Errors of Claude itself come through every provider in Anthropic's form. */
  function classifyAnthropic(): Classified {
    const { status, type, errorCode } = error as APIError;
    const said = apiWords(error as APIError).text;
    if (told !== null && (status === 529 || status === 503)) return limited(0, 'Claude is overloaded', error, told);
    if (status === 529 || type === 'overloaded_error') return limited(2, 'Claude is overloaded', error, backoff());
    if (
      errorCode?.includes('spend_limit') === true ||
      (status === 400 && /spend(?:ing)? limit|usage limits?\b/i.test(said))
    )
      return refused('spend-limit', SPENDING, error);
    if (type === 'billing_error' || (status === 400 && /credit balance/i.test(said)))
      return refused('billing', 'the Anthropic account has no credit: add some in the console', error);
    if (status === 429) return limited(0, 'Claude limits our requests', error, told ?? backoff());
    if (status === 400) {
      if (/too long|too large|context/i.test(said))
        return refused('too-large', 'the request is too large for Claude', error);
      return refused('invalid', `Claude refused the form of the request${placeIn(said)}`, error);
    }
    if (status === undefined && type === 'authentication_error') return refused(...REFUSALS[401], error);
    const refusal = status === undefined ? undefined : REFUSALS[status];
    if (refusal) return refused(refusal[0], refusal[1], error);
    return unavailable(
      2,
      status === undefined ? brokenText(error, provider) : `it answered with status ${status}`,
      error,
    );
  }
  function backoff(): number {
    return Math.min(DEFAULT_WAIT_MS * 2 ** limitsInRow, LONGEST_BACKOFF_MS) * (0.75 + Math.random() / 2);
  }
  function limited(again: number, message: string, cause: unknown, waitMs: number): Classified {
    const until = new Date(now.getTime() + waitMs);
    return { again, failure: new ClaudeLimitedError(until, message, { cause: kindOf(cause) }) };
  }
}

function judge(error: APIError, provider: ClaudeProvider): Verdict | null {
  if (provider.kind === 'bedrock') return judgeBedrock(apiWords(error), provider);
  return provider.kind === 'vertex' ? judgeVertex(apiWords(error), provider) : null;
}

/** The SDKs say by these words alone that a request was never made. */
function credentialsTrouble(error: APIError, { kind }: ClaudeProvider) {
  if (kind === 'anthropic' || !/^Failed to (?:resolve AWS|acquire Google OAuth) credentials/.test(error.message))
    return null;
  return kind === 'bedrock' ? awsTrouble(error.cause) : googleTrouble(error.cause);
}

function refused(reason: RefusedReason, message: string, error: unknown): Classified {
  return { again: 0, failure: new ClaudeRefusedError(reason, message, { cause: kindOf(error) }) };
}

function unavailable(again: number, reason: string, error: unknown): Classified {
  const message = `Claude gave no usable answer: ${reason}`;
  return { again, failure: new ClaudeUnavailableError(message, { cause: kindOf(error) }) };
}

/** `retry-after` in seconds or as a date; null: there is none. */
function retryAfter(header: string | null | undefined, now: Date): number | null {
  if (!header) return null;
  const wait = /^\d+(?:\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 1000), LONGEST_WAIT_MS) : null;
}

/** Where in the request the fault is, if the message begins with it; the rest could quote the request. */
function placeIn(message: string): string {
  const place = /^([a-z_]+(?:\.[a-z0-9_]+)*):/.exec(message)?.[1];
  return place === undefined ? '' : ` at ${place.slice(0, 100)}`;
}

function brokenText(error: unknown, provider: ClaudeProvider): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    if (cause instanceof SilenceError) return cause.message;
    if ('code' in cause && cause.code === 'ENOTFOUND' && provider.kind !== 'anthropic')
      return `${new URL(addressOf(provider)).host} is not found: is ${provider.kind === 'bedrock' ? 'AWS_REGION' : 'CLOUD_ML_REGION'} right?`;
  }
  return 'the connection broke';
}

/** The SDK's error quotes bodies and headers: only its kind is kept. */
function kindOf(error: unknown): string {
  if (error instanceof APIError)
    return [error.name, error.status, error.type, error.requestID].filter(Boolean).join(' ');
  return error instanceof Error ? error.name : 'unknown';
}
