import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './api-env.js';
import { isSafe } from './is-safe.js';

/**
 * Gives the JSON of a read its entity tag (RFC 9110, 8.8.3); who has that already gets 304 without it. The text is
 * marked where it is made: to read it back out of a response costs more than all else that a read does here.
 */
export const entityTag: MiddlewareHandler<ApiEnv> = async (context, next) => {
  if (isSafe(context.req.method)) {
    const json = (value: unknown, status: 200, headers?: Record<string, string>) =>
      tagged(context, JSON.stringify(value), { status, headers });
    Object.assign(context, { json });
  }
  await next();
};

function tagged(
  context: Context<ApiEnv>,
  text: string,
  { status, headers }: { status: 200; headers: Record<string, string> | undefined },
): Response {
  const all = { 'Content-Type': 'application/json', ...headers };
  if (status !== 200) return context.body(text, status, all);
  const tag = `"${createHash('sha1').update(text).digest('hex')}"`;
  return isKnown(tag, context.req.header('If-None-Match'))
    ? context.body(null, 304, { ETag: tag })
    : context.body(text, 200, { ...all, ETag: tag });
}

/** Compared weakly, as reads are (RFC 9110, 13.1.2). */
function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  return ifNoneMatch === '*' || (ifNoneMatch?.match(/"[^"]*"/g)?.includes(tag) ?? false);
}
