import type { MiddlewareHandler } from 'hono';
import { tellTogether } from '../../access/tell-together.js';
import type { Log } from '../../workflows/ports.js';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

/** About what the API answers in half a second: whoever would wait longer asks again. */
export const MOST_AT_ONCE = 250;
/** At each address that takes a body before it is known who sends it. */
export const MOST_STRANGERS = 100;

/**
 * Lets so many requests be under way at once, and refuses more before they cost anything: what waits takes memory and
 * keeps deliveries of GitHub waiting, which come by the same port. The connection of one that is refused is closed, so
 * that its place among all connections is free at once. A stream counts until it has begun.
 */
export function atMost(most: number, log: Log): MiddlewareHandler<ApiEnv> {
  let underWay = 0;
  const refused = tellTogether((count) => log.warn({ count, most }, 'requests were refused: too many at once'));
  return async (_, next) => {
    if (underWay >= most) {
      refused();
      const headers = { 'Retry-After': '1', Connection: 'close' };
      throw new Problem(503, 'Too much is asked at once: try again in a second.', { headers });
    }
    underWay += 1;
    try {
      await next();
    } finally {
      underWay -= 1;
    }
  };
}
