import { CLOUD_FORMATS } from './formats/clouds.js';
import { CODE_HOST_FORMATS } from './formats/code-hosts.js';
import { SERVICE_FORMATS } from './formats/services.js';
import { entropyOf } from './randomness.js';
import type { TokenFormat } from './token-format.js';

/** A token in a text; offsets are UTF-16 code units. */
export interface FormatMatch {
  format: TokenFormat;
  start: number;
  end: number;
}

/*
 * The formats are a table of our own. `@secretlint/secretlint-rule-preset-recommend` 13.1 (no install script, 1.5 MB with
 * its core) was tried first: its 25 rules know a fourth of these providers, it answers in promises only, and a line of a
 * megabyte full of tokens took it 132 seconds; this takes half of one.
 */
const FORMATS: readonly TokenFormat[] = [...CODE_HOST_FORMATS, ...CLOUD_FORMATS, ...SERVICE_FORMATS];
/** Shorter ones first, so that what is found of several that begin alike stands for them all. */
const STARTS = [...new Set(FORMATS.flatMap(({ starts }) => starts))].sort((a, b) => a.length - b.length);
const BY_START = new Map(
  STARTS.map((start) => [
    start,
    FORMATS.filter(({ starts }) => starts.some((other) => other.startsWith(start) || start.startsWith(other))),
  ]),
);
/** All starts in one expression: a text without any is read once. */
const ANY_START = new RegExp(
  STARTS.map((start) => start.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'),
  'g',
);

/** Tokens in `text` by their format, in its order and without overlaps. Placeholders of low entropy are none. */
export function findFormats(text: string): FormatMatch[] {
  const found: FormatMatch[] = [];
  let from = 0;
  ANY_START.lastIndex = 0;
  for (let hit = ANY_START.exec(text); hit !== null; hit = ANY_START.exec(text)) {
    const match = matchAt(text, hit.index, hit[0]);
    if (match !== null && match.start >= from) {
      if (entropyOf(text.slice(match.start, match.end)) >= match.format.entropy) found.push(match);
      from = match.end;
    }
    ANY_START.lastIndex = Math.max(hit.index + 1, from);
  }
  return found;
}

function matchAt(text: string, index: number, start: string): FormatMatch | null {
  for (const format of BY_START.get(start) ?? []) {
    const { pattern, back } = format;
    if (index < back) continue;
    pattern.lastIndex = index - back;
    const match = pattern.exec(text);
    if (match === null) continue;
    const secret = match[1] ?? match[0];
    const from = match.index + match[0].lastIndexOf(secret);
    return { format, start: from, end: from + secret.length };
  }
  return null;
}
