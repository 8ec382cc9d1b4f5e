import type { SandboxContext } from './environment.js';
import { GitHubError } from './github-error.js';
import type { SandboxState } from './state.js';
import type { User } from './types.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Rate {
  limit: number;
  used: number;
  remaining: number;
  /** Seconds since 1970. */
  reset: number;
}

/**
 * Counts one request of `key` (the App or an installation). Throws 403 once the hour's requests are used up, while an
 * earlier limit lasts, and above GitHub's secondary limits: requests side by side, points a minute.
 */
export function spendRequest(state: SandboxState, c: SandboxContext, key: string): void {
  c.set('rateKey', key);
  refuseEarly(state, c, key);
  const { used, reset } = bucket(state, key);
  if (used >= state.limits.requestsPerHour) {
    limitUntil(state, key, reset * 1000);
    throw new GitHubError(403, `API rate limit exceeded for ${key}.`);
  }
  state.rateLimits.set(key, { used: used + 1, reset });
  const now = Date.now();
  const spent = (state.points.get(key) ?? []).filter(({ at }) => at > now - MINUTE_MS);
  const points = spent.reduce((sum, one) => sum + one.points, pointsOf(c));
  const sideBySide = (state.underWay.get(key) ?? 0) + 1;
  if (points > state.limits.pointsPerMinute || sideBySide > state.limits.sideBySide) throw limitNow(state, key);
  state.points.set(key, [...spent, { at: now, points: pointsOf(c) }]);
  state.underWay.set(key, sideBySide);
  c.set('counted', true);
}

/** A request of `key` is answered. */
export function endRequest(state: SandboxState, c: SandboxContext): void {
  const key = c.get('rateKey');
  if (key !== null && c.get('counted')) state.underWay.set(key, (state.underWay.get(key) ?? 1) - 1);
}

/** Counts a write that creates content. Throws 403 above 80 a minute or 500 an hour. */
export function spendContent(state: SandboxState, c: SandboxContext, installationId: number): void {
  c.set('content', true);
  const now = Date.now();
  const times = (state.contentTimes.get(installationId) ?? []).filter((time) => time > now - HOUR_MS);
  const lastMinute = times.filter((time) => time > now - MINUTE_MS).length;
  if (lastMinute >= state.limits.contentPerMinute || times.length >= state.limits.contentPerHour)
    throw limitNow(state, installationKey(installationId));
  state.contentTimes.set(installationId, [...times, now]);
}

/** The key of an installation's requests. */
export function installationKey(installationId: number): string {
  return `installation-${installationId}`;
}

/** The key of a person's requests. */
export function personKey({ id }: Pick<User, 'id'>): string {
  return `user-${id}`;
}

/** From now on, whatever `key` sends before `until` (milliseconds since 1970) is refused and counted as early. */
export function limitUntil(state: SandboxState, key: string, until: number): void {
  state.limited.set(key, { from: Date.now(), until: Math.max(until, state.limited.get(key)?.until ?? 0) });
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

function limitNow(state: SandboxState, key: string): GitHubError {
  const seconds = state.limits.retryAfterSeconds;
  state.secondaryLimits.set(key, (state.secondaryLimits.get(key) ?? 0) + 1);
  limitUntil(state, key, Date.now() + seconds * 1000);
  return secondaryLimit(String(seconds));
}

function refuseEarly(state: SandboxState, c: SandboxContext, key: string): void {
  const limit = state.limited.get(key);
  const now = Date.now();
  if (limit === undefined || limit.until <= now) return;
  c.set('early', now > limit.from + state.limits.onTheWayMs);
  throw secondaryLimit(String(Math.ceil((limit.until - now) / 1000)));
}

/**
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit
 */
function pointsOf(c: SandboxContext): number {
  return c.get('reads') ? 1 : 5;
}

/** Spends points of GraphQL, of which `caller` has its own; false if there are not as many this hour. */
export function spendPoints(state: SandboxState, caller: string, cost: number): boolean {
  const key = `graphql-${caller}`;
  const { used, reset } = bucket(state, key);
  if (used + cost > state.limits.graphqlPointsPerHour) return false;
  state.rateLimits.set(key, { used: used + cost, reset });
  return true;
}

/** What is left of them. */
export function graphqlPoints(state: SandboxState, caller: string): Rate {
  return rateOf(state, `graphql-${caller}`, state.limits.graphqlPointsPerHour);
}

/** What is left for `key` this hour. */
export function rateOf(state: SandboxState, key: string, limit = state.limits.requestsPerHour): Rate {
  const { used, reset } = bucket(state, key);
  return { limit, used, remaining: Math.max(0, limit - used), reset };
}

/** The headers GitHub sends with every answer. */
export function rateHeaders(rate: Rate, resource: 'core' | 'graphql' = 'core'): Record<string, string> {
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-used': String(rate.used),
    'x-ratelimit-reset': String(rate.reset),
    'x-ratelimit-resource': resource,
  };
}

function bucket(state: SandboxState, key: string): { used: number; reset: number } {
  const now = Date.now();
  const known = state.rateLimits.get(key);
  return known && known.reset * 1000 > now ? known : { used: 0, reset: Math.ceil((now + HOUR_MS) / 1000) };
}
