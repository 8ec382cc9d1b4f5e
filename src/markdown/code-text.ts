import { redact } from '../access/redact.js';
import { isOrder } from './bot-order.js';
import { stripInvisible } from './strip-invisible.js';

/** Code blocks that GitHub draws instead of showing them, and the one that offers a change. */
const RENDERED = new Set(['mermaid', 'math', 'geojson', 'topojson', 'stl', 'suggestion']);

/**
 * Untrusted text as a code span of one line. In a table a bar would end the cell: there it is escaped, which tables
 * undo, or drawn broken where a backslash stands before it.
 */
export function codeSpan(untrusted: string, { inTable = false } = {}): string {
  const line = redact(stripInvisible(untrusted).replaceAll(/\s+/g, ' ')).trim();
  if (line === '') return '';
  const text = inTable ? line.replaceAll('|', (_, at: number) => (line[at - 1] === '\\' ? '¦' : '\\|')) : line;
  const ticks = '`'.repeat(longestRun(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/**
 * Untrusted text as a block of code whose fence is longer than any run of backticks in it; orders to bots are quoted.
 */
export function codeFence(untrusted: string, language = ''): string {
  const lines = redact(stripInvisible(untrusted)).split('\n');
  const text = lines.map((line) => (isOrder(line) ? line.replace(/\S/, '> $&') : line)).join('\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${RENDERED.has(language) ? 'text' : language}\n${text}\n${ticks}`;
}

/** Whether GitHub shows a block of code in this language as it is. */
export function isShown(language: string): boolean {
  return !RENDERED.has(language);
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
