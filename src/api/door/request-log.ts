import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { ApiEnv } from './api-env.js';

/** What is told of each request that was answered. */
export interface AnsweredRequest {
  method: string;
  /** The pattern, such as `/api/v1/reviews/:id`: no id, no query. */
  route: string;
  status: number;
  milliseconds: number;
  requestId: string;
  userId: number | null;
}

/** Tells of each request: the route's pattern and never its query, which may hold what is secret. */
export function requestLog(answered: (request: AnsweredRequest) => void): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const from = performance.now();
    await next();
    const routes = matchedRoutes(context).filter(({ method }) => method !== 'ALL');
    const caller: ApiEnv['Variables']['caller'] | undefined = context.get('caller');
    answered({
      method: context.req.method,
      route: routes.at(-1)?.path ?? 'none',
      status: context.res.status,
      milliseconds: Math.round(performance.now() - from),
      requestId: context.get('requestId'),
      userId: caller?.userId ?? null,
    });
  };
}
