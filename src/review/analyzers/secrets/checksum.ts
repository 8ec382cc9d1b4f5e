import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUM_LENGTH = 6;

/**
 * Whether the last six characters of `token` are the CRC-32 of what stands between its prefix and them, in base 62.
 * GitHub's and npm's tokens end so:
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function endsInChecksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1, -SUM_LENGTH);
  return token.endsWith(base62(crc32(body)));
}

function base62(sum: number): string {
  let text = '';
  for (let rest = sum; text.length < SUM_LENGTH; rest = Math.floor(rest / DIGITS.length)) {
    text = `${DIGITS[rest % DIGITS.length]}${text}`;
  }
  return text;
}
