import { redact } from '../../access/redact.js';

const MOST_WORDS = 8;
const LONGEST_WORD = 30;
const EMPTY = new Set(
  'a an and as at by for from in into is it its of on or that the this to with fix fixes feat chore refactor add update'.split(
    ' ',
  ),
);

/**
 * The words of a title that a service may be searched with: no code, nothing that looks like a key (S25: no secret in
 * arguments). Empty: it has none.
 */
export function safeWords(title: string): string {
  if (redact(title) !== title) return '';
  const words = title
    .split(/[^\p{L}\p{N}_-]+/u)
    .filter((word) => word.length >= 3 && word.length <= LONGEST_WORD && !EMPTY.has(word.toLowerCase()))
    .filter((word) => !looksMade(word));
  return [...new Set(words)].slice(0, MOST_WORDS).join(' ');
}

/** A path as services know it; null: it is not one to send. */
export function safePath(path: string): string | null {
  const isPlain = /^[\w@./+-]{1,200}$/.test(path) && redact(path) === path;
  return isPlain && !path.split('/').some((part) => part.length > 80) ? path : null;
}

/** Letters and digits mixed over a length that no word has. */
function looksMade(word: string): boolean {
  return word.length > 16 && /\d/.test(word) && /\p{L}/u.test(word);
}
