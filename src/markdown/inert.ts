import { redact } from '../access/redact.js';
import { cutText } from '../words/cut-text.js';
import { codeFence, codeSpan } from './code-text.js';
import { inertBlocks, inertInlines } from './inert-nodes.js';
import type { Inline } from './nodes.js';
import { parseBlocks, parseLine } from './parse-untrusted.js';
import { stripInvisible } from './strip-invisible.js';
import { writeBlocks, writeInlines } from './write-nodes.js';

/** Characters of one piece that are read as Markdown, so that none costs more than a few milliseconds. */
const LONGEST_BLOCKS = 4000;
const LONGEST_LINE = 600;
/** Lines that begin blocks cost most. */
const MOST_LINES = 120;

type Clean = (text: string) => string;

/**
 * Untrusted Markdown of any number of lines, inert: paragraphs, lists, quotes, code and emphasis stay, everything else
 * is shown as text. What stands before and after it must be a blank line. Longer texts are cut. `clean` masks secrets,
 * at least those that `redact` knows: what is redacted once more before it is posted must not find one over our own
 * marks.
 */
export function inertText(untrusted: string, clean: Clean = redact): string {
  const text = firstLines(bounded(untrusted, LONGEST_BLOCKS, clean));
  return orAsCode(writeBlocks(inertBlocks(parseBlocks(text), clean)), clean, () => codeFence(text));
}

/** The same as one line, for headings, list items and sentences of ours. */
export function inertLine(untrusted: string, clean: Clean = redact): string {
  return line(untrusted, clean, { inTable: false });
}

/** The same as one cell of a table. */
export function inertCell(untrusted: string, clean: Clean = redact): string {
  return line(untrusted, clean, { inTable: true });
}

/** The same as one line in bold, whose own emphasis is taken off; nothing for nothing. */
export function inertBold(untrusted: string, clean: Clean = redact): string {
  const text = line(untrusted, clean, { inTable: false }, (inlines) => inlines.flatMap(withoutEmphasis));
  return text === '' ? '' : `**${text}**`;
}

function line(
  untrusted: string,
  clean: Clean,
  options: { inTable: boolean },
  change = (inlines: Inline[]): Inline[] => inlines,
): string {
  // A secret over lines may have a form of its own, and get another one in one line.
  const text = bounded(untrusted, LONGEST_LINE, (read) => clean(clean(read).replaceAll(/\s+/g, ' ')));
  const written = writeInlines(inertInlines(change(parseLine(text)), clean), options).trim();
  return orAsCode(written, clean, () => codeSpan(text, options));
}

function withoutEmphasis(inline: Inline): Inline[] {
  return 'children' in inline ? inline.children.flatMap(withoutEmphasis) : [inline];
}

/** What is masked last, over the whole of a text, must not find anything that only our Markdown has put together. */
function orAsCode(markdown: string, clean: Clean, asCode: () => string): string {
  return clean(markdown) === markdown ? markdown : asCode();
}

function firstLines(text: string): string {
  const lines = text.split('\n');
  return lines.length <= MOST_LINES ? text : `${lines.slice(0, MOST_LINES).join('\n')}\n\n…`;
}

/** Some more than is shown is read, so that no secret is cut before it is masked. */
function bounded(untrusted: string, longest: number, clean: Clean): string {
  const text = clean(stripInvisible(cutText(untrusted, 2 * longest)));
  return text.length <= longest ? text : `${cutText(text, longest)}…`;
}
