import { deriveKey } from './derive-key.js';
import { fernetDecrypt, fernetEncrypt } from './encrypt-fernet.js';

/** What the keys are for; the second is what earlier versions stored with, and is read only. */
const USES = ['nectr fernet v1', 'nectr encryption at rest v1'] as const;

declare const encrypted: unique symbol;
/** A text that `encryptText` made: columns with secrets take nothing else, and PostgreSQL checks its form once more. */
export type EncryptedText = string & { readonly [encrypted]: true };

/** The text as it is stored: a Fernet token made with the newest secret key (architecture.md, "tokens at rest"). */
export function encryptText(text: string, [newest]: readonly [string, ...string[]]): EncryptedText {
  return fernetEncrypt(text, deriveKey(newest, USES[0])) as EncryptedText;
}

/**
 * What `encryptText` stored, also with a previous secret key. Throws, saying what to do, if none of the keys made it
 * or it was changed; neither the token nor a key is part of the message.
 */
export function decryptText(token: string, secretKeys: readonly [string, ...string[]]): string {
  for (const use of USES) {
    for (const secretKey of secretKeys) {
      const text = fernetDecrypt(token, deriveKey(secretKey, use));
      if (text !== null) return text;
    }
  }
  throw new Error(
    'a stored secret cannot be read with this SECRET_KEY: set the key it was stored with as SECRET_KEY_PREVIOUS, or sign in again',
  );
}

/** Whether a token was made with the newest secret key as this version makes it, so that no other one is needed. */
export function isNewest(token: string, [newest]: readonly [string, ...string[]]): boolean {
  return fernetDecrypt(token, deriveKey(newest, USES[0])) !== null;
}
