import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';

/**
 * Takes the type of a body away where none was sent: clients that always send `Content-Type: application/json` may leave
 * out a body that need not be there.
 */
export const withoutBody: MiddlewareHandler = async ({ env, req: { raw } }, next) => {
  const { incoming } = (env ?? {}) as { incoming?: IncomingMessage };
  if (raw.headers.has('content-type') && !(incoming === undefined ? raw.body !== null : hasBody(incoming)))
    raw.headers.delete('content-type');
  await next();
};

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function hasBody({ headers }: IncomingMessage): boolean {
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
}
