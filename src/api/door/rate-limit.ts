import type { MiddlewareHandler } from 'hono';
import type { DataSource } from 'typeorm';
import type { ApiEnv } from './api-env.js';
import { countRequest, holdToLimit, type RateLimits } from './count-request.js';

/** Runs that a program starts: more of them than people start work (workflows.md, "Settled"). */
const STARTS_RUN = /\/(?:workflows\/[^/]+\/(?:run|replay)|executions\/[^/]+\/retry)$/;

/**
 * Counts the requests of a person, unless that was done when they were known, and those that start work once more; the
 * answers carry what is left.
 */
export function rateLimit(source: DataSource, limits: RateLimits): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const { userId, tokenId } = context.get('caller');
    const { method, path } = context.req;
    const counted = context.get('counted');
    let headers =
      counted === null ? await countRequest(source, userId, 'all', limits) : holdToLimit(counted, 'all', limits);
    const starting = tokenId !== null && STARTS_RUN.test(path) ? 'runs' : 'starting';
    if (method === 'POST') headers = await countRequest(source, userId, starting, limits);
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
}
