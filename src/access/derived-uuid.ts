import { sha256 } from './sha256.js';

/** An id in the form of UUID v4 that is the same for the same parts. Pure. */
export function derivedUuid(...parts: readonly string[]): string {
  const hex = sha256(JSON.stringify(parts));
  const variant = '89ab'[parseInt(hex.charAt(16), 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
