import type { Token } from 'markdown-it';
import { codeFence } from './code-text.js';
import { MOST_LINES, postedBlocks } from './posted-parser.js';

const CUT_NOTE = '… (cut: too long for GitHub)';
/** Room for what closes the folded parts, and the note, in bytes and lines. */
const CLOSING_ROOM = 200;

/**
 * A text of ours in at most `maxBytes` of UTF-8: whole blocks, rows and items are kept from its beginning, and folded
 * parts that are open where it is cut are closed. GitHub's limits differ by route and count bytes or characters; 60,000
 * bytes fit them all.
 */
export function capMarkdown(markdown: string, maxBytes: number): string {
  if (Buffer.byteLength(markdown) <= maxBytes && markdown.split('\n', MOST_LINES + 1).length <= MOST_LINES)
    return markdown;
  const lines = linesWithin(markdown, maxBytes - CLOSING_ROOM);
  const tokens = postedBlocks(lines.join('\n'));
  const end = lastCut(tokens, lines.length);
  const kept = lines.slice(0, end).join('\n').trimEnd();
  if (kept === '') return asCode(markdown, maxBytes);
  return `${kept}\n\n${'</details>\n\n'.repeat(openAt(tokens, end))}${CUT_NOTE}`;
}

/** Any text as one block of code in at most `maxBytes`, and of as many lines as are read. */
export function asCode(untrusted: string, maxBytes: number): string {
  const text = untrusted.split('\n', MOST_LINES - CLOSING_ROOM).join('\n');
  const whole = codeFence(text);
  // A fence is as long as the longest run of backticks, twice.
  return Buffer.byteLength(whole) <= maxBytes
    ? whole
    : codeFence(cutBytes(text, Math.floor(maxBytes / 3) - CLOSING_ROOM));
}

function linesWithin(text: string, bytes: number): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const line of text.split('\n', MOST_LINES - CLOSING_ROOM)) {
    used += Buffer.byteLength(line) + 1;
    if (used > bytes) break;
    lines.push(line);
  }
  return lines;
}

/**
 * The line at which the last block begins, which may not be whole; of a table its rows are, of a list all items but the
 * last.
 */
function lastCut(tokens: readonly Token[], end: number): number {
  const last = tokens.findLast(({ level, map }) => level === 0 && map !== null);
  if (last?.map == null || last.type === 'html_block' || last.type === 'table_open') return end;
  const item = tokens.findLast(({ type, level }) => type === 'list_item_open' && level === 1);
  return last.type.endsWith('_list_open') ? (item?.map?.[0] ?? last.map[0]) : last.map[0];
}

/** How many folded parts are open at a line. */
function openAt(tokens: readonly Token[], line: number): number {
  const html = tokens.filter(({ type, map }) => type === 'html_block' && map !== null && map[0] < line);
  const count = (tag: string) => html.reduce((sum, { content }) => sum + content.split(tag).length - 1, 0);
  return Math.max(0, count('<details>') - count('</details>'));
}

/** At most `bytes` of UTF-8, whole characters. */
function cutBytes(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  let end = Math.min(bytes, buffer.length);
  while (end > 0 && end < buffer.length && ((buffer[end] ?? 0) & 0xc0) === 0x80) end--;
  return buffer.toString('utf8', 0, end);
}
