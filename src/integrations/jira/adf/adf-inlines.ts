import type { Token } from 'markdown-it';
import type { AdfInline, AdfMark } from './nodes.js';

const MARKS: Readonly<Record<string, 'strong' | 'em' | 'strike'>> = { strong: 'strong', em: 'em', s: 'strike' };
/** Others lead nowhere from Jira, or do something. */
const LINK = /^(?:https?:\/\/|mailto:)/i;

/** The text of a paragraph, heading or cell. */
export function adfInlines(tokens: readonly Token[]): AdfInline[] {
  const inlines: AdfInline[] = [];
  const marks: AdfMark[] = [];
  /** Open links; null: one that is written as its text. */
  const links: (AdfMark | null)[] = [];
  for (const token of tokens) {
    const name = token.type.replace(/_(?:open|close)$/, '');
    const mark = MARKS[name];
    if (mark !== undefined) {
      if (token.nesting > 0) marks.push({ type: mark });
      else
        marks.splice(
          marks.findLastIndex(({ type }) => type === mark),
          1,
        );
    } else if (token.type === 'link_open') links.push(linkTo(addressOf(token, 'href')));
    else if (token.type === 'link_close') links.pop();
    else add(inlines, inlineOf(token, [...marks, ...links.filter((link) => link !== null).slice(-1)]));
  }
  return inlines;
}

function inlineOf(token: Token, marks: AdfMark[]): AdfInline | null {
  switch (token.type) {
    case 'hardbreak':
      return { type: 'hardBreak' };
    case 'softbreak':
      return text(' ', marks);
    case 'code_inline':
      // Beside code, Jira takes a link and nothing else.
      return text(token.content, [{ type: 'code' }, ...marks.filter(({ type }) => type === 'link')]);
    case 'image': {
      const address = addressOf(token, 'src');
      const link = linkTo(address);
      const others = marks.filter(({ type }) => type !== 'link');
      return text(token.content || address, link === null ? marks : [...others, link]);
    }
    case 'html_inline':
      return /^<br\s*\/?>$/i.test(token.content) ? { type: 'hardBreak' } : null;
    default:
      return text(token.content, marks);
  }
}

function text(content: string, marks: AdfMark[]): AdfInline | null {
  if (content === '') return null;
  const kinds = new Map(marks.map((mark) => [mark.type, mark]));
  return { type: 'text', text: content, ...(kinds.size > 0 && { marks: [...kinds.values()] }) };
}

/** Neighbours with the same marks are one. */
function add(inlines: AdfInline[], next: AdfInline | null): void {
  if (next === null) return;
  const last = inlines.at(-1);
  if (last?.type === 'text' && next.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(next.marks))
    last.text += next.text;
  else inlines.push(next);
}

function addressOf(token: Token, name: 'href' | 'src'): string {
  return String(token.attrGet(name) ?? '');
}

function linkTo(href: string): AdfMark | null {
  return LINK.test(href) ? { type: 'link', attrs: { href } } : null;
}
