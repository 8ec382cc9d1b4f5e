import type { SandboxContext } from './environment.js';
import { GitHubError } from './github-error.js';
import type { SandboxState } from './state.js';

const HOUR_MS = 3_600_000;

interface Rate {
  limit: number;
  used: number;
  remaining: number;
  /** Seconds since 1970. */
  reset: number;
}

/** Counts one request of `key`. Throws 403 once the hour's requests are used up. */
export function spendRequest(state: SandboxState, c: SandboxContext, key: string): void {
  c.set('rateKey', key);
  const { used, reset } = bucket(state, key);
  if (used >= state.limits.requestsPerHour) throw new GitHubError(403, `API rate limit exceeded for ${key}.`);
  state.rateLimits.set(key, { used: used + 1, reset });
}

/** Counts a write that people are notified of. Throws 403 above 80 a minute or 500 an hour. */
export function spendContent(state: SandboxState, installationId: number): void {
  const now = Date.now();
  const times = (state.contentTimes.get(installationId) ?? []).filter((time) => time > now - HOUR_MS);
  const lastMinute = times.filter((time) => time > now - 60_000).length;
  if (lastMinute >= state.limits.contentPerMinute || times.length >= state.limits.contentPerHour)
    throw secondaryLimit('60');
  state.contentTimes.set(installationId, [...times, now]);
}

/** GitHub's secondary limit; `retryAfter` null leaves the header out. */
export function secondaryLimit(retryAfter: string | null): GitHubError {
  return new GitHubError(
    403,
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.',
    undefined,
    retryAfter === null ? {} : { 'retry-after': retryAfter },
  );
}

/** What is left for `key` this hour. */
export function rateOf(state: SandboxState, key: string): Rate {
  const { used, reset } = bucket(state, key);
  const limit = state.limits.requestsPerHour;
  return { limit, used, remaining: Math.max(0, limit - used), reset };
}

/** The headers GitHub sends with every answer. */
export function rateHeaders(rate: Rate): Record<string, string> {
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-used': String(rate.used),
    'x-ratelimit-reset': String(rate.reset),
    'x-ratelimit-resource': 'core',
  };
}

function bucket(state: SandboxState, key: string): { used: number; reset: number } {
  const now = Date.now();
  const known = state.rateLimits.get(key);
  return known && known.reset * 1000 > now ? known : { used: 0, reset: Math.ceil((now + HOUR_MS) / 1000) };
}
