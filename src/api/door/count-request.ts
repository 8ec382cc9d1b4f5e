import type { DataSource } from 'typeorm';
import { countingOf, subjectOf, type CountedRequest } from '../../access/count-requests.js';
import { prepared } from '../../database/prepared.js';
import { Problem } from './problem.js';

/** Requests a minute of one person: all, and those that start work (api.md). */
export interface RateLimits {
  all: number;
  starting: number;
  /** Runs of workflows that are started with a token. */
  runs: number;
}

export const RATE_LIMITS: RateLimits = { all: 600, starting: 60, runs: 600 };

const COUNT = {
  all: prepared(countingOf(subjectOf('$1::int'))),
  starting: prepared(countingOf(`${subjectOf('$1::int')} || ':start'`)),
  runs: prepared(countingOf(`${subjectOf('$1::int')} || ':runs'`)),
};

/**
 * Counts a request of a person in PostgreSQL, so that several processes keep one limit. The tokens of a person count
 * together, over REST and MCP. Returns the headers of `holdToLimit`, and throws as it does.
 */
export async function countRequest(
  source: DataSource,
  userId: number,
  policy: keyof RateLimits,
  limits: RateLimits,
): Promise<Record<string, string>> {
  const rows: CountedRequest[] = await source.query(COUNT[policy], [userId]);
  return holdToLimit(rows[0] ?? { requests: 1, seconds: 60 }, policy, limits);
}

/**
 * The `RateLimit` headers of the answer (draft-ietf-httpapi-ratelimit-headers-10) to a request that was counted; one too
 * many is a Problem (429).
 */
export function holdToLimit(
  { requests, seconds }: CountedRequest,
  policy: keyof RateLimits,
  limits: RateLimits,
): Record<string, string> {
  const limit = limits[policy];
  const headers = {
    RateLimit: `"${policy}";r=${Math.max(0, limit - requests)};t=${seconds}`,
    'RateLimit-Policy': `"${policy}";q=${limit};w=60`,
  };
  if (requests > limit) {
    const detail = `More than ${limit} requests ${policy === 'all' ? '' : 'that start work '}came within a minute: try again in ${seconds} s.`;
    throw new Problem(429, detail, { headers: { ...headers, 'Retry-After': String(seconds) } });
  }
  return headers;
}
