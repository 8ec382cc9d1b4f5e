import { flat } from '../words/contains-quote.js';

const LONGEST_QUOTE = 600;

/** The lines (1-based, both counted) of a text, as a quote; null: there are none, or they are too long. */
export function quoteLines(text: string, from: number, to: number): { line: number; quote: string } | null {
  const lines = text.split(/\r\n?|\n/).slice(from - 1, to);
  const quote = lines.join('\n').trim();
  return quote === '' || quote.length > LONGEST_QUOTE ? null : { line: from, quote };
}

/** Where a quote begins in a text, whatever the white space; null: it does not stand there. */
export function lineOfQuote(text: string, quote: string): number | null {
  const wanted = flat(quote);
  if (wanted === '' || wanted.length > LONGEST_QUOTE || !flat(text).includes(wanted)) return null;
  const lines = text.split(/\r\n?|\n/);
  // The last line from which the rest still holds it is where it begins.
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (flat(lines.slice(middle).join('\n')).includes(wanted)) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
