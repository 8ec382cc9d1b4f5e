import { matchSecrets, type SecretMatch } from './secrets/find-secrets.js';

/** What stands where a credential stood. */
export const MASKED = '[masked]';
const PEM_HEADER = /-----BEGIN [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----/g;
/** Longer than any key: RSA with 16,384 bits takes 13,000 characters. */
const LONGEST_PEM = 32_768;
/** A key's lines, also indented, quoted, joined or commented as code has them, and the headers of an encrypted one. */
const PEM_BODY = /[A-Za-z0-9+/=\s\\"'`,:;|>#*.()-]*/y;
const PEM_LINE = /[A-Za-z0-9+/=]{16,}/g;
const KEY_LINE = /[A-Za-z0-9+/]{40}/;

/** Shorter than `password=` and eight characters, or `amqp://:123456@h`, no text can hold one. */
const SHORTEST = 16;

/**
 * `text` with every value that has the shape of a credential replaced by `[masked]`, placeholders included. Used on
 * everything that is stored or posted. No line is added or lost, so that numbers of lines stay
 * right. Applying it twice changes nothing more. Linear in the length of the text.
 */
export function maskSecrets(text: string): string {
  return maskUnless(text, () => false);
}

/** The same without the values for which `keeps` says yes; private keys are masked whatever it says. */
export function maskUnless(text: string, keeps: (match: SecretMatch, value: string) => boolean): string {
  if (text.length < SHORTEST) return text;
  const source = maskKeys(text);
  let masked = '';
  let from = 0;
  for (const match of matchSecrets(source)) {
    const { start, end } = match;
    if (keeps(match, source.slice(start, end))) continue;
    masked += `${source.slice(from, start)}${MASKED}`;
    from = end;
  }
  return from === 0 ? source : masked + source.slice(from);
}

/** Without what stands between the first and the last line of private keys; a key without its last line counts too. */
function maskKeys(text: string): string {
  if (!text.includes('-----BEGIN')) return text;
  let masked = '';
  let from = 0;
  for (const { 0: header, index } of text.matchAll(PEM_HEADER)) {
    const start = index + header.length;
    const end = keyEnd(text, start);
    if (index < from || end === null) continue;
    masked += text.slice(from, start) + text.slice(start, end).replace(/^.*[^\s].*$/gm, MASKED);
    from = end;
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** Where a key that begins at `start` ends; null: none stands there, such as in code that looks for the first line. */
function keyEnd(text: string, start: number): number | null {
  const rest = text.slice(start, start + LONGEST_PEM);
  const dashes = rest.indexOf('-----');
  const between = dashes === -1 ? rest : rest.slice(0, dashes);
  if (!KEY_LINE.test(between)) return null;
  if (dashes !== -1 && rest.startsWith('-----END', dashes)) return start + dashes;
  PEM_BODY.lastIndex = 0;
  const body = PEM_BODY.exec(between)?.[0] ?? '';
  const last = [...body.matchAll(PEM_LINE)].at(-1);
  return last === undefined ? null : start + last.index + last[0].length;
}
