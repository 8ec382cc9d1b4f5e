import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';

export interface BreakerSettings {
  /** How long nothing is asked after a refusal that every request would get. */
  refusedMs: number;
  /** So many failures in a row, and nothing is asked for `failedMs`. */
  failures: number;
  failedMs: number;
}

export const defaultBreaker: BreakerSettings = { refusedMs: 300_000, failures: 5, failedMs: 60_000 };

export interface CircuitBreaker {
  /** Throws at once what the last request threw, while it is open. */
  check(): void;
  succeeded(): void;
  failed(error: unknown): void;
}

/**
 * Keeps a broken account or an absent service from being asked again and again by every review. After its time one
 * request goes through; its answer closes it or opens it anew.
 */
export function createCircuitBreaker(settings: BreakerSettings, now: () => number = Date.now): CircuitBreaker {
  let open: { until: number; error: Error } | null = null;
  let failures = 0;
  return {
    check: () => {
      if (open === null) return;
      if (now() < open.until) throw open.error;
      // The next one tries; the others wait for what becomes of it.
      open = { ...open, until: now() + settings.failedMs };
    },
    succeeded: () => {
      open = null;
      failures = 0;
    },
    failed: (error) => {
      if (error instanceof ClaudeRefusedError && error.reason !== 'too-large' && error.reason !== 'invalid') {
        open = { until: now() + settings.refusedMs, error };
      } else if (error instanceof ClaudeUnavailableError || error instanceof ClaudeLimitedError) {
        failures += 1;
        if (failures < settings.failures) return;
        const until = now() + settings.failedMs;
        open = { until, error: new ClaudeLimitedError(new Date(until), 'Claude does not answer: asked again later') };
      }
    },
  };
}
