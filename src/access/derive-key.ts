import { hkdfSync } from 'node:crypto';

/**
 * A key of 32 bytes for one use: HKDF-SHA-256 of a secret key with an empty salt. `use` is one of those in api.md
 * ("Settled"), so that what is made with one key helps against none of the others.
 */
export function deriveKey(secretKey: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', use, 32));
}
