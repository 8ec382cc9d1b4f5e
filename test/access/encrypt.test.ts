import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decryptText, encryptText } from '../../src/access/encrypt.js';

const old = 'o'.repeat(32);
const current = 'c'.repeat(32);

describe('encryptText', () => {
  it('gives every text back, never the same token twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const token = encryptText(text, [current]);
        expect(decryptText(token, [current])).toBe(text);
        expect(encryptText(text, [current])).not.toBe(token);
      }),
    );
  });

  it('reads what the previous key stored, and stores with the newest', () => {
    expect(decryptText(encryptText('token', [old]), [current, old])).toBe('token');
    expect(decryptText(encryptText('token', [current, old]), [current])).toBe('token');
  });

  it('refuses another key and names the way out, without the token', () => {
    const token = encryptText('token', [old]);
    const read = () => decryptText(token, [current]);
    expect(read).toThrow('SECRET_KEY_PREVIOUS');
    expect(read).not.toThrow(token);
  });

  it('refuses every token with one bit changed', () => {
    const bytes = Buffer.from(encryptText('token', [current]), 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => decryptText(changed.toString('base64url'), [current])).toThrow('cannot be read');
      }),
    );
  });
});
