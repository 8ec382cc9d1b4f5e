import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';

export interface BreakerSettings {
  /** How long nothing is asked after a refusal that every request would get. */
  refusedMs: number;
  /** After so many requests in a row without an answer nothing is asked for `failedMs`. */
  failures: number;
  failedMs: number;
  /** When the others come again while one tries whether it works again. */
  probeMs: number;
}

export const defaultBreaker: BreakerSettings = { refusedMs: 300_000, failures: 5, failedMs: 60_000, probeMs: 10_000 };

interface Open {
  until: number;
  error: ClaudeLimitedError | ClaudeRefusedError;
}

/**
 * Keeps a broken account, a limit or an absent service from being asked again by every review. One per key. While it is
 * open, `run` throws at once what closed the door; after its time one request goes through: the beginning of its answer
 * closes the breaker (others may wait for just that), its failure opens it anew. `work` is told how many limits in a
 * row came before it, and tells when it is answered.
 */
export function createCircuitBreaker(
  settings: BreakerSettings = defaultBreaker,
  now: () => number = Date.now,
): { run<T>(work: (limitsInRow: number, answered: () => void) => Promise<T>): Promise<T> } {
  let open: Open | null = null;
  let probing = false;
  let failures = 0;
  let limits = 0;

  function close(): void {
    open = null;
    failures = 0;
    limits = 0;
  }

  function noteFailure(error: unknown): void {
    if (error instanceof ClaudeLimitedError) {
      limits += 1;
      open = { until: error.until.getTime(), error };
    } else if (error instanceof ClaudeRefusedError) {
      // What was wrong with one request says that the account and the service work.
      if (error.reason === 'too-large' || error.reason === 'invalid') close();
      else open = { until: now() + settings.refusedMs, error };
    } else if (error instanceof ClaudeUnavailableError) {
      failures += 1;
      if (failures < settings.failures) return;
      const until = now() + settings.failedMs;
      open = { until, error: new ClaudeLimitedError(new Date(until), error.message, { cause: error.cause }) };
    }
  }

  return {
    run: async (work) => {
      const probe = open !== null;
      if (open !== null) {
        if (now() < open.until) throw again(open.error, open.until);
        if (probing) throw again(open.error, now() + settings.probeMs);
        probing = true;
      }
      try {
        const value = await work(limits, close);
        close();
        return value;
      } catch (error) {
        noteFailure(error);
        throw error;
      } finally {
        if (probe) probing = false;
      }
    },
  };
}

/** A new error for each caller, with the same reason. */
function again(error: Open['error'], until: number): Open['error'] {
  const options = { cause: error.cause };
  return error instanceof ClaudeRefusedError
    ? new ClaudeRefusedError(error.reason, error.message, options)
    : new ClaudeLimitedError(new Date(until), error.message, options);
}
