import { createHash } from 'node:crypto';

/** The SHA-256 of a text or bytes, in hex; of a random secret it is what a table keeps. */
export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
