import { splitActive } from './active-words.js';
import type { Block, Inline } from './nodes.js';
import { stripInvisible } from './strip-invisible.js';

/** What may stand beside emphasis, so that every reader of Markdown sees it as such. */
const OPENS_BEHIND = /[\s([{"'—–:,;.!?-]$/;
const CLOSES_BEFORE = /^[\s)\]}"'—–:,;.!?-]/;

type Clean = (text: string) => string;

/**
 * The same blocks with nothing left in them that acts as text: what a reader cannot see is gone, words that would be
 * links, mentions or references are code. Escapes, entities and emphasis are resolved by now, so that nothing is joined
 * later. `clean` masks secrets.
 */
export function inertBlocks(blocks: readonly Block[], clean: Clean): Block[] {
  return blocks.flatMap((block) => inertBlock(block, clean));
}

/** The same for the text of one line. */
export function inertInlines(inlines: readonly Inline[], clean: Clean): Inline[] {
  return withoutActive(merged(settled(leaves(inlines), '', ''), clean), true);
}

function inertBlock(block: Block, clean: Clean): Block[] {
  switch (block.kind) {
    case 'paragraph': {
      const children = inertInlines(block.children, clean);
      return children.length > 0 ? [{ kind: 'paragraph', children }] : [];
    }
    case 'code':
      return [{ ...block, text: clean(stripInvisible(block.text)) }];
    case 'quote': {
      const children = inertBlocks(block.children, clean);
      return children.length > 0 ? [{ kind: 'quote', children }] : [];
    }
    case 'list': {
      const items = block.items.map((item) => inertBlocks(item, clean)).filter((item) => item.length > 0);
      return items.length > 0 ? [{ ...block, items }] : [];
    }
  }
}

/** Without what cannot be seen; nothing empty is left. */
function leaves(inlines: readonly Inline[]): Inline[] {
  return inlines.flatMap((inline): Inline[] => {
    if (inline.kind !== 'text' && inline.kind !== 'code') {
      const children = leaves(inline.children);
      return children.length > 0 ? [{ ...inline, children }] : [];
    }
    const text = stripInvisible(inline.text);
    const shown = inline.kind === 'text' ? text !== '' : text.trim() !== '';
    return shown ? [{ ...inline, text }] : [];
  });
}

/** Emphasis that not every reader would see as such is taken off; `before` and `after` are the characters around. */
function settled(inlines: readonly Inline[], before: string, after: string): Inline[] {
  const kept: Inline[] = [];
  for (const [index, inline] of inlines.entries()) {
    if (inline.kind === 'text' || inline.kind === 'code') {
      kept.push(inline);
      continue;
    }
    const [last, next] = [kept.at(-1), inlines[index + 1]];
    // At the edges of other emphasis there is a letter on each side, as it were: runs of marks are read in many ways.
    const children = settled(inline.children, 'x', 'x');
    const left = last === undefined ? before : textOf(last).slice(-1) || 'x';
    const right = next === undefined ? after : textOf(next).slice(0, 1) || 'x';
    if (isSure(children, left, right)) kept.push({ ...inline, children });
    else kept.push(...children);
  }
  return kept;
}

function isSure(children: readonly Inline[], left: string, right: string): boolean {
  const [first, last] = [children[0], children.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (!/^\S/.test(textOf(first)) || !/\S$/.test(textOf(last))) return false;
  return (left === '' || OPENS_BEHIND.test(left)) && (right === '' || CLOSES_BEFORE.test(right));
}

/** The text of a text; nothing for all else. */
function textOf(inline: Inline): string {
  return inline.kind === 'text' ? inline.text : inline.kind === 'code' ? '`' : '';
}

/** Texts that touch become one: what GitHub looks for may have stood in two. */
function merged(inlines: readonly Inline[], clean: Clean): Inline[] {
  const result: Inline[] = [];
  for (const inline of inlines) {
    const last = result.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') last.text += inline.text;
    else if (inline.kind === 'text' || inline.kind === 'code') result.push({ ...inline });
    else result.push({ ...inline, children: merged(inline.children, clean) });
  }
  return result.map((inline) =>
    inline.kind === 'text' || inline.kind === 'code' ? { ...inline, text: clean(inline.text) } : inline,
  );
}

function withoutActive(inlines: readonly Inline[], lineStart: boolean): Inline[] {
  let atStart = lineStart;
  return inlines.flatMap((inline): Inline[] => {
    const start = atStart;
    atStart = inline.kind === 'text' && /\n[ \t]*$/.test(inline.text);
    if (inline.kind === 'code') return [inline];
    if (inline.kind !== 'text') return [{ ...inline, children: withoutActive(inline.children, start) }];
    return splitActive(inline.text, start).map(({ code, text }) => ({ kind: code ? 'code' : 'text', text }));
  });
}
