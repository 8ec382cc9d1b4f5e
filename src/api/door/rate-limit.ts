import type { MiddlewareHandler } from 'hono';
import type { DataSource } from 'typeorm';
import type { ApiEnv } from './api-env.js';
import { countRequest, type RateLimits } from './count-request.js';

/** Counts the requests of a person, those that start work once more; the answers carry what is left. */
export function rateLimit(source: DataSource, limits: RateLimits): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const { userId } = context.get('caller');
    let headers = await countRequest(source, userId, 'all', limits);
    if (context.req.method === 'POST') headers = await countRequest(source, userId, 'starting', limits);
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
}
