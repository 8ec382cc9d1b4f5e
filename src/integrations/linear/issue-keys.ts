import type { AskedChange } from '../mcp-client/types.js';

const MOST_KEYS = 5;
/** What looks like a key and is a standard, an encoding, an algorithm. */
const OTHERS = new Set(
  'UTF ISO SHA MD RFC CVE CWE GHSA AES RSA ES HS RS HTTP TLS SSL IPV ECMA PEP BIP EIP WCAG COVID UTC GMT'.split(' '),
);

/**
 * Keys of issues that a change names (`ENG-123`): in its title and description as they are written, in its branch in
 * small letters too where a part of it begins (Linear names branches `dora/eng-123-title`). At most five, those of the branch and the title first.
 */
export function issueKeys({ title, body, branch }: Pick<AskedChange, 'title' | 'body' | 'branch'>): string[] {
  const text = `${title}\n${body.slice(0, 50_000)}`;
  const keys = [
    ...matchesOf(branch, /(?:^|\/)([a-z][a-z0-9]{1,6}-\d{1,6})(?=$|[/_-])/gi),
    ...matchesOf(branch, /(?<![A-Za-z0-9])([A-Z][A-Z0-9]{1,6}-\d{1,6})(?=$|[/_-])/g),
    ...matchesOf(text, /(?<![\p{L}\p{N}_-])([A-Z][A-Z0-9]{1,6}-\d{1,6})(?![\p{L}\p{N}_-]|\.\d)/gu),
  ].map((key) => key.toUpperCase());
  return [...new Set(keys)].filter((key) => !OTHERS.has(key.split('-')[0] ?? '')).slice(0, MOST_KEYS);
}

function matchesOf(text: string, form: RegExp): string[] {
  return [...text.matchAll(form)].map((match) => match[1] ?? '');
}
