import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decryptText, encryptText, isNewest } from '../../src/access/encrypt.js';

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

  const key = 'a secret key of at least 32 bytes, for a test vector';
  // Made by `Fernet` of Python's cryptography 48, its key by HKDF-SHA-256 with info `nectr fernet v1`.
  const python =
    'gAAAAABrDDd0Iv53t3iH092awtFY83Vac5j9mADZnp5gYssQfeiRB_HTMDeEWogARnT4j824MRutVMST-sYgwyReVqFqaD2iljpPiscfRHmAJddK8bFdXdQ=';
  // The same with the info of earlier versions, `nectr encryption at rest v1`.
  const earlier =
    'gAAAAABrDDd07pNngj29MpuJRrJ67WvzdIjFWkBnQPkKBmWOUMge4H9i3kxy8Lc3MgWIfJj2vbHYdec-r2Xh9Eh0p9QGwn2i0mRAJecRu3fIbJgGEdLz7_w=';
  it("reads what Python's cryptography stored, and what earlier versions did", () => {
    expect(decryptText(python, [key])).toBe('ghu_vector äöü 漢字');
    expect(decryptText(earlier, [current, key])).toBe('ghu_of_an_earlier_version');
  });

  it('tells what has to be stored anew', () => {
    expect(isNewest(encryptText('token', [current]), [current, old])).toBe(true);
    expect(isNewest(python, [key])).toBe(true);
    expect(isNewest(earlier, [key])).toBe(false);
    expect(isNewest(encryptText('token', [old]), [current, old])).toBe(false);
  });
});
