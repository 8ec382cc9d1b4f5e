import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { DataSource } from 'typeorm';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

/** A request that has not ended within this time was cut off with its process. */
const ABANDONED = '2 minutes';

const BEGIN = `INSERT INTO idempotency_keys AS k (user_id, key, request_sha256) VALUES ($1, $2, $3)
  ON CONFLICT (user_id, key) DO UPDATE SET created_at = now()
   WHERE k.status IS NULL AND k.created_at < now() - interval '${ABANDONED}' AND k.request_sha256 = EXCLUDED.request_sha256
  RETURNING 1`;

/**
 * A POST with an `Idempotency-Key` is carried out once; the same one again gets the same answer. Another request under
 * that key is 422, also the same one by another token, which may have been given less; one that is still under way 409
 * (draft-ietf-httpapi-idempotency-key-header-07). Only answers that tell of something done are kept: a refusal may be tried again. Of an answer that may be stored nowhere (`no-store`:
 * it holds a secret that is shown once) only that it was given is kept: the same request again is 409.
 */
export function idempotent(source: DataSource): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const key = context.req.header('Idempotency-Key');
    if (key === undefined || context.req.method !== 'POST') return next();
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new Problem(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
    const { userId, tokenId } = context.get('caller');
    const { method, path } = context.req;
    const body = await context.req.text();
    const sha256 = createHash('sha256')
      .update(JSON.stringify([method, path, body, tokenId]))
      .digest('hex');
    const begun: unknown[] = await source.query(BEGIN, [userId, key, sha256]);
    if (begun.length === 0) return replay(source, [userId, key], sha256);
    try {
      await next();
    } finally {
      const { status } = context.res;
      const done = context.error === undefined && status < 400;
      const keep = `UPDATE idempotency_keys SET status = $3, content_type = $4, body = $5 WHERE user_id = $1 AND key = $2`;
      const forget = 'DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2';
      if (done) {
        const isSecret = context.res.headers.get('cache-control') === 'no-store';
        const type = context.res.headers.get('content-type');
        await source.query(keep, [userId, key, status, type, isSecret ? null : await context.res.clone().text()]);
      } else await source.query(forget, [userId, key]);
    }
  };
}

async function replay(source: DataSource, id: [number, string], sha256: string): Promise<Response> {
  const rows: { request_sha256: string; status: number | null; content_type: string | null; body: string | null }[] =
    await source.query(
      'SELECT request_sha256, status, content_type, body FROM idempotency_keys WHERE user_id = $1 AND key = $2',
      id,
    );
  const row = rows[0];
  if (row !== undefined && row.request_sha256 !== sha256)
    throw new Problem(422, 'This Idempotency-Key was used for another request: choose a new one.');
  if (row === undefined || row.status === null)
    throw new Problem(409, 'A request with this Idempotency-Key is under way.', { headers: { 'Retry-After': '1' } });
  if (row.body === null)
    throw new Problem(409, 'This was done under this Idempotency-Key, and its answer is shown only once.');
  return new Response(row.status === 204 ? null : row.body, {
    status: row.status,
    headers: { 'Idempotency-Replayed': 'true', ...(row.content_type && { 'content-type': row.content_type }) },
  });
}
