import { sha256 } from '../../access/sha256.js';

/**
 * The id that an issue or a comment is made with: the same for the same parts. Linear takes one in the form of UUID v4
 * with a create and refuses a second one, so that nothing is made twice however often it is asked for and however many
 * ask at once; an attachment would be a second call, after which an issue without a reference could be left.
 */
export function idOfReference(...parts: readonly string[]): string {
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
