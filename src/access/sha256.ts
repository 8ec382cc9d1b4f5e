import { createHash } from 'node:crypto';

/** The SHA-256 of a random secret, in hex: what a table keeps of it. */
export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
