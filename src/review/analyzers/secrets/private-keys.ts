import { isEncryptedPgp } from './pgp-key.js';

/** A span of a text. */
export interface Span {
  start: number;
  end: number;
}

const HEADER =
  /-----BEGIN (?:(?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY|PGP PRIVATE KEY BLOCK)-----|PuTTY-User-Key-File-[23]:/g;
/** Line ends, also escaped, and what joins and indents the lines of a key in code. */
const BETWEEN = /(?:\s|\\[nr]|["'+,#>*]){1,24}/y;
const BODY = /[A-Za-z0-9+/=]{40,}/y;
/** `Version: …`, `Comment: …`, and a blank line. */
const PGP_HEADERS = /[\s\S]{0,600}?(?:\n|\s{2})[ \t>#*]{0,8}(?=[A-Za-z0-9+/]{40})/y;
const PUTTY_HEADERS = /[^\n]{0,100}\nEncryption: none\r?\n/y;
const PUTTY_PRIVATE = /\nPrivate-Lines: [0-9]{1,3}\r?\n/y;
/** What `openssh-key-v1` and the cipher `none` are in base64. */
const OPENSSH = 'b3BlbnNzaC1rZXktdjEA';
const OPENSSH_PLAIN = `${OPENSSH}AAAABG5vbmU`;
const LONGEST = 32_768;
const LONGEST_PUTTY = 6000;

/** The first line of each private key in `text` that no passphrase protects, as far as its text tells. */
export function privateKeys(text: string): Span[] {
  const found: Span[] = [];
  if (!text.includes('PRIVATE KEY') && !text.includes('PuTTY')) return found;
  for (const { 0: header, index } of text.matchAll(HEADER)) {
    const after = index + header.length;
    const start = startOfBody(text, header, after);
    if (start === null) continue;
    BODY.lastIndex = start;
    const first = BODY.exec(text)?.[0];
    if (first === undefined || first.startsWith(OPENSSH) !== first.startsWith(OPENSSH_PLAIN)) continue;
    if (header.includes('PGP') && isEncryptedPgp(text.slice(start, start + LONGEST))) continue;
    found.push({ start, end: start + first.length });
  }
  return found;
}

/** Null: no key follows, or a header says that it is encrypted. */
function startOfBody(text: string, header: string, after: number): number | null {
  if (header.startsWith('PuTTY')) return startOfPutty(text, after);
  const pattern = header.includes('PGP') ? PGP_HEADERS : BETWEEN;
  pattern.lastIndex = after;
  const between = pattern.exec(text)?.[0];
  return between === undefined || between.includes('-----') ? null : after + between.length;
}

/** The private lines stand behind the public ones, which are 4,096 characters at most. */
function startOfPutty(text: string, after: number): number | null {
  PUTTY_HEADERS.lastIndex = after;
  const headers = PUTTY_HEADERS.exec(text)?.[0];
  if (headers === undefined) return null;
  const at = text.slice(after, after + LONGEST_PUTTY).indexOf('\nPrivate-Lines: ');
  if (at === -1) return null;
  PUTTY_PRIVATE.lastIndex = after + at;
  const line = PUTTY_PRIVATE.exec(text)?.[0];
  return line === undefined ? null : after + at + line.length;
}
