import { hkdfSync } from 'node:crypto';
import { fernetDecrypt, fernetEncrypt } from './encrypt-fernet.js';

/** Separates these keys from all others that are derived from the same secret (markers have their own). */
const LABEL = 'nectr encryption at rest v1';

declare const encrypted: unique symbol;
/** A text that `encryptText` made: columns with secrets take nothing else, and PostgreSQL checks its form once more. */
export type EncryptedText = string & { readonly [encrypted]: true };

/** The text as it is stored: a Fernet token made with the newest secret key (architecture.md, "tokens at rest"). */
export function encryptText(text: string, [newest]: readonly [string, ...string[]]): EncryptedText {
  return fernetEncrypt(text, derive(newest)) as EncryptedText;
}

/**
 * What `encryptText` stored, also with a previous secret key. Throws, saying what to do, if none of the keys made it
 * or it was changed; neither the token nor a key is part of the message.
 */
export function decryptText(token: string, secretKeys: readonly [string, ...string[]]): string {
  for (const secretKey of secretKeys) {
    const text = fernetDecrypt(token, derive(secretKey));
    if (text !== null) return text;
  }
  throw new Error(
    'a stored secret cannot be read with this SECRET_KEY: set the key it was stored with as SECRET_KEY_PREVIOUS, or sign in again',
  );
}

function derive(secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', LABEL, 32));
}
