import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `given` is the hexadecimal HMAC-SHA-256 of `signed` with `secret`. Takes the same time wherever they differ; an
 * empty secret signs nothing.
 */
export function isHmacOf(given: string | null, signed: Buffer | string, secret: string): boolean {
  if (given === null || secret === '' || !/^[0-9a-f]{64}$/i.test(given)) return false;
  const made = createHmac('sha256', secret).update(signed).digest();
  return timingSafeEqual(made, Buffer.from(given, 'hex'));
}
