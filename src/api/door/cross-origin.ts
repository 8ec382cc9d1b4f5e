import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { ApiEnv } from './api-env.js';

/** As `hono/cors` takes them. */
export interface CrossOriginOptions {
  origin: string[];
  credentials: true;
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
}

/**
 * Lets pages of these origins read the answers. What `hono/cors` says of an answer it says before there is one, and has
 * it made anew for that: it is asked for the preflight only.
 */
export function crossOrigin(options: CrossOriginOptions): MiddlewareHandler<ApiEnv> {
  const preflight = cors(options);
  const exposed = options.exposeHeaders.join(',');
  return async (context, next) => {
    if (context.req.method === 'OPTIONS') return preflight(context, next);
    await next();
    const { headers } = context.res;
    const origin = context.req.header('Origin');
    if (origin !== undefined && options.origin.includes(origin)) headers.set('Access-Control-Allow-Origin', origin);
    headers.set('Access-Control-Allow-Credentials', 'true');
    headers.set('Access-Control-Expose-Headers', exposed);
    headers.append('Vary', 'Origin');
  };
}
