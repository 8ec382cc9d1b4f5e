import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const VERSION = 0x80;
const HEADER = 1 + 8;
const IV = 16;
const MAC = 32;
const ALPHABET = /^[A-Za-z0-9_-]+={0,2}$/;

/**
 * A Fernet token (https://github.com/fernet/spec, version 0x80: AES-128-CBC, then HMAC-SHA256 over everything before
 * it). `key` has 32 bytes: the first half signs, the second encrypts. Time and IV are parameters for the
 * specification's vectors only.
 */
export function fernetEncrypt(text: string, key: Buffer, now = new Date(), iv = randomBytes(IV)): string {
  const header = Buffer.alloc(HEADER);
  header[0] = VERSION;
  header.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000)), 1);
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv);
  const signed = Buffer.concat([header, iv, cipher.update(text, 'utf8'), cipher.final()]);
  return padded(Buffer.concat([signed, mac(signed, key)]).toString('base64url'));
}

/**
 * The text of a token, or null if this key did not make it or it was changed. Its age does not matter: it is stored.
 */
export function fernetDecrypt(token: string, key: Buffer): string | null {
  if (!ALPHABET.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const end = bytes.length - MAC;
  if (end < HEADER + IV || bytes[0] !== VERSION) return null;
  const signed = bytes.subarray(0, end);
  if (!timingSafeEqual(mac(signed, key), bytes.subarray(end))) return null;
  try {
    const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), bytes.subarray(HEADER, HEADER + IV));
    return Buffer.concat([decipher.update(bytes.subarray(HEADER + IV, end)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function mac(signed: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key.subarray(0, 16)).update(signed).digest();
}

function padded(text: string): string {
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}
