import Anthropic from '@anthropic-ai/sdk';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';

/** `again`: worth another try at once; `failure` is what is thrown when there is none left. */
export interface Classified {
  again: boolean;
  failure: ClaudeLimitedError | ClaudeRefusedError | ClaudeUnavailableError;
}

const DEFAULT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * What an error of the SDK means (https://platform.claude.com/docs/en/api/errors). Codes decide where there are some, wordings
 * only where the API gives nothing else. No message carries the prompt or the key.
 */
export function classifyError(error: unknown, now: Date): Classified {
  if (!(error instanceof Anthropic.APIError)) return broken('the answer could not be read', error);
  const { status, type, errorCode } = error;
  const text = error.apiMessage ?? '';
  if (status === 529 || type === 'overloaded_error') {
    const until = new Date(now.getTime() + DEFAULT_WAIT_MS);
    return { again: true, failure: new ClaudeLimitedError(until, 'Claude is overloaded', { cause: name(error) }) };
  }
  if (/spend/.test(errorCode ?? '') || (status === 400 && /\bspend(?:ing)? limit\b/i.test(text)))
    return refused(
      'spend-limit',
      'the spend limit of the Anthropic account is reached: raise it in the console',
      error,
    );
  if (status === 402 || type === 'billing_error' || /credit balance/i.test(text))
    return refused('billing', 'the Anthropic account has no credit: add some in the console', error);
  if (status === 429) {
    const until = new Date(now.getTime() + retryAfter(error.headers?.get('retry-after'), now));
    return {
      again: false,
      failure: new ClaudeLimitedError(until, 'Claude limits our requests', { cause: name(error) }),
    };
  }
  if (status === 401) return refused('key', 'ANTHROPIC_API_KEY is not valid: set a key of the console', error);
  if (status === 403) return refused('permission', 'the Anthropic key may not use this model', error);
  if (status === 404) return refused('model', 'ANTHROPIC_MODEL names no model that this key can use', error);
  if (status === 413 || (status === 400 && /too long|too large|context/i.test(text)))
    return refused('too-large', 'the request is too large for the model', error);
  if (status === 400 || status === 422) return refused('invalid', 'Claude refused the form of the request', error);
  return broken(status === undefined ? 'the connection broke' : `Claude answered ${status}`, error);
}

/** `retry-after` in seconds or as a date; without one a minute. */
function retryAfter(header: string | null | undefined, now: Date): number {
  const seconds = Number(header);
  const wait = header && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? '') - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 1000), LONGEST_WAIT_MS) : DEFAULT_WAIT_MS;
}

function refused(reason: ClaudeRefusedError['reason'], message: string, error: unknown): Classified {
  return { again: false, failure: new ClaudeRefusedError(reason, message, { cause: name(error) }) };
}

function broken(message: string, error: unknown): Classified {
  return {
    again: true,
    failure: new ClaudeUnavailableError(`No usable answer of Claude: ${message}`, { cause: name(error) }),
  };
}

/** The SDK's error quotes bodies and headers: only its kind is kept. */
function name(error: unknown): string {
  if (error instanceof Anthropic.APIError) return `${error.name} ${error.status ?? ''} ${error.requestID ?? ''}`.trim();
  return error instanceof Error ? error.name : 'unknown';
}
