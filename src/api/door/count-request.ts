import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { Problem } from './problem.js';

/** Requests a minute of one person: all, and those that start work (api.md). */
export interface RateLimits {
  all: number;
  starting: number;
}

export const RATE_LIMITS: RateLimits = { all: 600, starting: 60 };

const COUNT =
  prepared(`INSERT INTO request_counts AS c (subject, minute, requests) VALUES ($1, date_trunc('minute', now()), 1)
  ON CONFLICT (subject) DO UPDATE SET requests = CASE WHEN c.minute = EXCLUDED.minute THEN c.requests + 1 ELSE 1 END,
    minute = EXCLUDED.minute
  RETURNING requests, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds`);

/**
 * Counts a request of a person in PostgreSQL, so that several processes keep one limit. The tokens of a person count
 * together, over REST and MCP. Returns the `RateLimit` headers of the answer (draft-ietf-httpapi-ratelimit-headers-10);
 * one too many is a Problem (429).
 */
export async function countRequest(
  source: DataSource,
  userId: number,
  policy: keyof RateLimits,
  limits: RateLimits,
): Promise<Record<string, string>> {
  const subject = `user:${userId}${policy === 'starting' ? ':start' : ''}`;
  const rows: { requests: number; seconds: number }[] = await source.query(COUNT, [subject]);
  const { requests = 1, seconds = 60 } = rows[0] ?? {};
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
