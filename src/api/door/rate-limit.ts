import type { MiddlewareHandler } from 'hono';
import type { DataSource } from 'typeorm';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

/** Requests a minute of one person: all, and those that start work (api.md). */
export interface RateLimits {
  all: number;
  starting: number;
}

const COUNT = `INSERT INTO request_counts AS c (subject, minute, requests) VALUES ($1, date_trunc('minute', now()), 1)
  ON CONFLICT (subject) DO UPDATE SET requests = CASE WHEN c.minute = EXCLUDED.minute THEN c.requests + 1 ELSE 1 END,
    minute = EXCLUDED.minute
  RETURNING requests, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds`;

/**
 * Counts the requests of a person in PostgreSQL, so that several processes keep one limit. The tokens of a person count
 * together. Answers carry `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers-10); too many get 429.
 */
export function rateLimit(source: DataSource, limits: RateLimits): MiddlewareHandler<ApiEnv> {
  const counted = async (subject: string, policy: 'all' | 'starting') => {
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
  };
  return async (context, next) => {
    const user = `user:${context.get('caller').userId}`;
    let headers = await counted(user, 'all');
    if (context.req.method === 'POST') headers = await counted(`${user}:start`, 'starting');
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
  };
}
