import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { inSpan } from '../../telemetry/in-span.js';
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

/**
 * How loud a request is in the log: what changes something is told, and what went wrong here; reads, and what is refused
 * to people nobody knows, only to who looks for it. Otherwise a dashboard, or a stranger, would drown the rest. Why
 * nobody could be let in (503) is told by whoever refuses.
 */
export function requestLevel({ method, status, userId }: AnsweredRequest): 'debug' | 'info' | 'warn' {
  if (status >= 500 && !(status === 503 && userId === null)) return 'warn';
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) || userId === null ? 'debug' : 'info';
}

/** Tells of each request: the route's pattern and never its query, which may hold what is secret. */
export function requestLog(answered: (request: AnsweredRequest) => void): MiddlewareHandler<ApiEnv> {
  return (context, next) =>
    inSpan({ name: context.req.method, kind: 'server' }, async (span) => {
      const from = performance.now();
      await next();
      // An answer that was made apart from its request, such as that to an error, does not carry it yet.
      context.res.headers.set('X-Request-Id', context.get('requestId'));
      const request = describe(context, performance.now() - from);
      answered(request);
      const { method, route, status, requestId, userId } = request;
      span.rename(`${method} ${route}`);
      span.set({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'nectr.request_id': requestId,
        'user.id': userId === null ? null : String(userId),
      });
      if (status >= 500) span.fail(String(status));
    });
}

function describe(context: Context<ApiEnv>, milliseconds: number): AnsweredRequest {
  const routes = matchedRoutes(context).filter(({ method }) => method !== 'ALL');
  const caller: ApiEnv['Variables']['caller'] | undefined = context.get('caller');
  return {
    method: context.req.method,
    route: routes.at(-1)?.path ?? 'none',
    status: context.res.status,
    milliseconds: Math.round(milliseconds),
    requestId: context.get('requestId'),
    userId: caller?.userId ?? null,
  };
}
