import { codeFence, codeSpan } from './code-text.js';
import { escapeText } from './escape-text.js';
import type { Block, Inline } from './nodes.js';

const MARKS = { emphasis: '_', strong: '**' } as const;
/** Ordered lists of somebody else count at most from here. */
const HIGHEST_START = 9999;

/** Inert blocks as Markdown; no line of it is indented or marked other than by its own list or quote. */
export function writeBlocks(blocks: readonly Block[]): string {
  return linesOf(blocks).join('\n');
}

/** Inert inlines as Markdown. A line feed in them ends a line only with `lines`, else it is a space. */
export function writeInlines(inlines: readonly Inline[], options: { inTable?: boolean; lines?: boolean } = {}): string {
  const parts: string[] = [];
  for (const inline of inlines) {
    const last = parts.at(-1) ?? '';
    const atStart = parts.length === 0 || last.endsWith('\n');
    const part = writeInline(inline, atStart, options);
    // Two code spans that touch would be one, or none.
    if (part.startsWith('`') && last.endsWith('`')) parts.push(' ');
    if (part !== '') parts.push(part);
  }
  return parts.join('');
}

function writeInline(inline: Inline, atStart: boolean, options: { inTable?: boolean; lines?: boolean }): string {
  if (inline.kind === 'code') return codeSpan(inline.text, options);
  if (inline.kind !== 'text')
    return `${MARKS[inline.kind]}${writeInlines(inline.children, options)}${MARKS[inline.kind]}`;
  const text = inline.text.replaceAll(/[\t\v\f\r ]+/g, ' ').replaceAll(/ ?\n[\n ]*/g, options.lines ? '\n' : ' ');
  return escapeText(atStart ? text.trimStart() : text, atStart);
}

function linesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block, index) => {
    const lines = linesOfBlock(block);
    return index === 0 || lines.length === 0 ? lines : ['', ...lines];
  });
}

function linesOfBlock(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return writeInlines(block.children, { lines: true }).trim().split('\n');
    case 'code':
      return codeFence(block.text, block.language).split('\n');
    case 'quote':
      return linesOf(block.children).map((line) => `> ${line}`.trimEnd());
    case 'list':
      return block.items.flatMap((item, index) => itemLines(item, markOf(block.start, index)));
  }
}

function markOf(start: number | null, index: number): string {
  return start === null ? '- ' : `${Math.min(start, HIGHEST_START) + index}. `;
}

function itemLines(item: readonly Block[], mark: string): string[] {
  const indent = ' '.repeat(mark.length);
  const [first, second, ...more] = item;
  // A list right below its line keeps the lists tight; it can begin there if it is one of bullets or begins with 1.
  const tight =
    first?.kind === 'paragraph' && second?.kind === 'list' && (second.start ?? 1) === 1 && more.length === 0;
  return (tight ? [...linesOfBlock(first), ...linesOfBlock(second)] : linesOf(item)).map((line, index) =>
    index === 0 ? `${mark}${line}` : line === '' ? '' : `${indent}${line}`,
  );
}
