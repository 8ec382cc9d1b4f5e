import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Inline } from './nodes.js';

/** Deeper lists and quotes are shown as their contents. */
const DEEPEST = 4;
/** Where they are deeper still, all is shown as text. */
const DEEPEST_READ = 100;

/**
 * CommonMark without everything that acts: what these rules would read stays text. No GFM either: a table or a footnote
 * of somebody else is text too.
 */
const parser = new MarkdownIt('commonmark', { maxNesting: DEEPEST_READ }).disable([
  'html_block',
  'html_inline',
  'reference',
  'link',
  'image',
  'autolink',
  'hr',
]);

/** The blocks of a Markdown text as the nodes that are kept. Linear; bound the text before. */
export function parseBlocks(markdown: string): Block[] {
  const tokens = parser.parse(markdown, {});
  // The parser leaves out what stands deeper than it goes.
  if (tokens.some(({ level }) => level >= DEEPEST_READ - 2)) return paragraph([{ kind: 'text', text: markdown }]);
  return blocksOf(new Reader(tokens), 0);
}

/** The same for a text of one line: its line ends are spaces, and nothing in it begins a block. */
export function parseLine(markdown: string): Inline[] {
  const [token] = parser.parseInline(markdown.replaceAll(/\s+/g, ' ').trim(), {});
  return inlinesOf(new Reader(token?.children ?? []));
}

/** Tokens in their order, from one place to the next. */
class Reader {
  #at = 0;
  constructor(readonly tokens: readonly Token[]) {}

  next(): Token | undefined {
    return this.tokens[this.#at++];
  }
}

function blocksOf(reader: Reader, depth: number): Block[] {
  const blocks: Block[] = [];
  for (let token = reader.next(); token !== undefined && token.nesting >= 0; token = reader.next())
    blocks.push(...blockOf(token, reader, depth));
  return blocks;
}

function blockOf(token: Token, reader: Reader, depth: number): Block[] {
  switch (token.type) {
    case 'fence':
    case 'code_block':
      return [{ kind: 'code', language: languageOf(token.info), text: token.content.replace(/\n$/, '') }];
    case 'blockquote_open': {
      const children = blocksOf(reader, depth + 1);
      return depth < DEEPEST ? [{ kind: 'quote', children }] : children;
    }
    case 'bullet_list_open':
    case 'ordered_list_open': {
      const items = itemsOf(reader, depth + 1);
      const start = token.type === 'bullet_list_open' ? null : Number(token.attrGet('start') ?? 1);
      return depth < DEEPEST ? [{ kind: 'list', start, items }] : items.flat();
    }
    case 'heading_open':
      return paragraph([{ kind: 'strong', children: contentOf(reader) }]);
    case 'paragraph_open':
      return paragraph(contentOf(reader));
    default:
      // Nothing else is read; what a later version of the parser may add is shown as it was written.
      return token.content === '' ? [] : paragraph([{ kind: 'text', text: token.content }]);
  }
}

function itemsOf(reader: Reader, depth: number): Block[][] {
  const items: Block[][] = [];
  for (let token = reader.next(); token !== undefined && token.nesting > 0; token = reader.next())
    items.push(blocksOf(reader, depth));
  return items;
}

function paragraph(children: Inline[]): Block[] {
  return [{ kind: 'paragraph', children }];
}

/** The text of a paragraph or heading, up to its end. */
function contentOf(reader: Reader): Inline[] {
  const inlines = inlinesOf(new Reader(reader.next()?.children ?? []));
  reader.next();
  return inlines;
}

function inlinesOf(reader: Reader): Inline[] {
  const inlines: Inline[] = [];
  for (let token = reader.next(); token !== undefined && token.nesting >= 0; token = reader.next()) {
    if (token.type === 'code_inline') inlines.push({ kind: 'code', text: token.content });
    else if (token.type === 'em_open') inlines.push({ kind: 'emphasis', children: inlinesOf(reader) });
    else if (token.type === 'strong_open') inlines.push({ kind: 'strong', children: inlinesOf(reader) });
    else if (token.type === 'softbreak' || token.type === 'hardbreak') inlines.push({ kind: 'text', text: '\n' });
    else inlines.push({ kind: 'text', text: token.content });
  }
  return inlines;
}

function languageOf(info: string): string {
  return /^[A-Za-z0-9+#-]{0,20}/.exec(info.trim())?.[0].toLowerCase() ?? '';
}
