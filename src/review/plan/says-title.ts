/** A title has 256 characters on GitHub; what is longer came from elsewhere, and is looked at as far as that. */
const LONGEST_TITLE = 1000;
const WORD = /[\p{L}\p{N}_]/u;

/**
 * Whether a title says one of `skip.titles`: the words as they stand there, whole (`WIP` is in `[WIP] Carts` and not in
 * `Wipe carts`), or with `*` the whole title (`chore(deps)*`). Case does not matter. Linear in the title for each piece
 * between stars.
 */
export function saysTitle(title: string, wanted: string): boolean {
  const text = title.slice(0, LONGEST_TITLE).toLowerCase().trim();
  const given = wanted.toLowerCase().trim();
  if (given === '') return false;
  return given.includes('*') ? fitsStars(text, given.split('*')) : hasWords(text, given);
}

function hasWords(text: string, words: string): boolean {
  const isWhole = (from: number, to: number) =>
    !(WORD.test(firstOf(words)) && WORD.test(lastOf(text.slice(0, from)))) &&
    !(WORD.test(lastOf(words)) && WORD.test(firstOf(text.slice(to))));
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    if (isWhole(at, at + words.length)) return true;
  return false;
}

/** Each piece as early as it can be: if any way fits, that one does. */
function fitsStars(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function firstOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 32);
}

function lastOf(text: string): string {
  return Array.from(text.slice(-2)).at(-1) ?? ' ';
}
