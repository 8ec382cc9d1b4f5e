import { createPrivateKey, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { readSmallFile } from './files/read-small-file.js';
import { whyUnreadable } from './files/why-unreadable.js';
import type { Environment } from './environment-schema.js';

const GENERATE = "generate one on the App's settings page, under Private keys";
const PEM_BEGIN = '-----BEGIN';

/**
 * The App's key as PEM (PKCS#8), or one line that says what is wrong with it and how to mend it, without anything of the
 * key. Taken as people paste it: quoted, with `\n` for line ends, CRLF, or base64 of the whole file; PKCS#1 or PKCS#8.
 */
export function readPrivateKey({
  PRIVATE_KEY,
  PRIVATE_KEY_PATH,
}: Pick<Environment, 'PRIVATE_KEY' | 'PRIVATE_KEY_PATH'>): { pem: string } | { problem: string } {
  if (PRIVATE_KEY) {
    const pem = asPem(PRIVATE_KEY);
    const isPath = !pem.includes(PEM_BEGIN) && /^[^\n]{1,500}\.(?:pem|key)$/.test(PRIVATE_KEY);
    return isPath
      ? { problem: 'PRIVATE_KEY is the path of a file: set PRIVATE_KEY_PATH to it instead' }
      : parse(pem, 'PRIVATE_KEY');
  }
  if (!PRIVATE_KEY_PATH)
    return { problem: `PRIVATE_KEY is missing: set it, or PRIVATE_KEY_PATH, to the App's key; ${GENERATE}` };
  if (PRIVATE_KEY_PATH.includes(PEM_BEGIN))
    return { problem: 'PRIVATE_KEY_PATH holds the key itself: set PRIVATE_KEY to it instead' };
  const path = resolve(PRIVATE_KEY_PATH);
  try {
    return parse(asPem(readSmallFile(path)), `PRIVATE_KEY_PATH names ${path}, which`);
  } catch (error) {
    return { problem: `PRIVATE_KEY_PATH names ${path}, which ${whyUnreadable(error)}` };
  }
}

function asPem(given: string): string {
  const plain = given
    .trim()
    .replaceAll(/^["']|["']$/g, '')
    .replaceAll('\\n', '\n')
    .replaceAll('\r\n', '\n');
  return plain.includes(PEM_BEGIN) ? plain : Buffer.from(plain, 'base64').toString('utf8');
}

function parse(pem: string, where: string): { pem: string } | { problem: string } {
  const [, kind = ''] = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(pem) ?? [];
  const wrong = whyNoKey(pem, kind);
  if (wrong !== null) return { problem: `${where} ${wrong}` };
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return { problem: `${where} is a damaged private key: copy the whole file that GitHub gave you, or ${GENERATE}` };
  }
  if (key.asymmetricKeyType !== 'rsa')
    return { problem: `${where} is a key of the kind ${key.asymmetricKeyType}, not RSA: ${GENERATE}` };
  return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** What can be said without reading the key. */
function whyNoKey(pem: string, kind: string): string | null {
  if (kind === '') return `is no private key in PEM form (${PEM_BEGIN} …): ${GENERATE}`;
  if (kind.includes('PUBLIC KEY')) return `is a public key: the private one is needed; ${GENERATE}`;
  if (kind.includes('CERTIFICATE')) return `is a certificate: the App's private key is needed; ${GENERATE}`;
  if (kind.includes('OPENSSH')) return `is a key for SSH: the App's own is needed; ${GENERATE}`;
  if (kind.includes('ENCRYPTED') || /^Proc-Type: 4,ENCRYPTED/m.test(pem))
    return 'is locked by a passphrase: openssl rsa -in <file> -out <new file> unlocks it';
  return pem.includes('-----END')
    ? null
    : 'is cut off: in .env put the whole key in double quotes, or write its line ends as \\n';
}
