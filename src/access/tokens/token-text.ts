import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORM = /^nectr_([A-Za-z0-9]{40})_([A-Za-z0-9]{6})$/;

/**
 * A new API token: 238 random bits and their checksum, by which a scanner tells a real one from a name that looks like
 * it without asking us. Form: api.md.
 */
export function makeToken(): string {
  const random = Array.from({ length: 40 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `nectr_${random}_${checksum(random)}`;
}

/** Whether a text is a token that `makeToken` may have made. */
export function isToken(text: string): boolean {
  const [, random = '', sum = ''] = FORM.exec(text) ?? [];
  return random !== '' && checksum(random) === sum;
}

/** CRC-32 in base 62, six digits. */
function checksum(random: string): string {
  let rest = crc32(random);
  let digits = '';
  for (let digit = 0; digit < 6; digit++) {
    digits = `${ALPHABET[rest % ALPHABET.length]}${digits}`;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
