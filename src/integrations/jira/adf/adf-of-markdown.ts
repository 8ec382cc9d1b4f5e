import type { Token } from 'markdown-it';
import { chatParser } from '../../../markdown/chat-parser.js';
import { adfInlines } from './adf-inlines.js';
import type { AdfBlock, AdfDocument, AdfInline, AdfItem, AdfRow } from './nodes.js';

/** Where lists and quotes are deeper, all is shown as it was written. */
const DEEPEST = 60;
const parser = chatParser(DEEPEST);

/** What may stand there: Jira takes fewer kinds of blocks in quotes and items than at the top. */
type Place = 'top' | 'inner';

/** A Markdown text in Atlassian's document format. What the format lacks is written with what it has. */
export function adfOfMarkdown(markdown: string): AdfDocument {
  const tokens = parser.parse(markdown, {});
  // The parser leaves out what stands deeper than it goes.
  const isWhole = tokens.every(({ level }) => level < DEEPEST - 2);
  const content = isWhole ? blocksOf(new Reader(tokens), 'top') : [codeBlock(markdown, '')];
  return { version: 1, type: 'doc', content: content.length > 0 ? content : [paragraph([])] };
}

/** Tokens in their order, from one place to the next. */
class Reader {
  #at = 0;
  constructor(readonly tokens: readonly Token[]) {}

  next(): Token | undefined {
    return this.tokens[this.#at++];
  }
}

/** Up to the end of the block that is open. */
function blocksOf(reader: Reader, place: Place): AdfBlock[] {
  const blocks: AdfBlock[] = [];
  for (let token = reader.next(); token !== undefined && token.nesting >= 0; token = reader.next())
    blocks.push(...blockOf(token, reader, place));
  return blocks;
}

function blockOf(token: Token, reader: Reader, place: Place): AdfBlock[] {
  switch (token.type) {
    case 'fence':
    case 'code_block':
      return [codeBlock(token.content.replace(/\n$/, ''), token.info)];
    case 'paragraph_open':
      return written(contentOf(reader));
    case 'heading_open': {
      const content = contentOf(reader);
      if (place === 'inner') return written(content.map(strong));
      return content.length === 0 ? [] : [{ type: 'heading', attrs: { level: Number(token.tag.slice(1)) }, content }];
    }
    case 'blockquote_open': {
      const content = blocksOf(reader, 'inner');
      // A quote in a quote or an item is its contents.
      return place === 'inner' || content.length === 0 ? content : [{ type: 'blockquote', content }];
    }
    case 'bullet_list_open':
      return listOf(itemsOf(reader), (content) => ({ type: 'bulletList', content }));
    case 'ordered_list_open': {
      const order = Number(token.attrGet('start') ?? 1);
      return listOf(itemsOf(reader), (content) => ({ type: 'orderedList', attrs: { order }, content }));
    }
    case 'hr':
      return place === 'top' ? [{ type: 'rule' }] : [];
    case 'table_open':
      return tableOf(rowsOf(reader), place);
    case 'html_block':
      return written(withoutTags(token.content));
    default:
      // Nothing else is read; what a later version of the parser may add is shown as it was written.
      return written(textOf(token.content));
  }
}

function itemsOf(reader: Reader): AdfItem[] {
  const items: AdfItem[] = [];
  for (let token = reader.next(); token !== undefined && token.nesting > 0; token = reader.next()) {
    const content = blocksOf(reader, 'inner');
    const isList = content[0]?.type === 'bulletList' || content[0]?.type === 'orderedList';
    // An item begins with a text, be it an empty one.
    items.push({ type: 'listItem', content: content.length === 0 || isList ? [paragraph([]), ...content] : content });
  }
  return items;
}

function listOf(items: AdfItem[], list: (items: AdfItem[]) => AdfBlock): AdfBlock[] {
  return items.length === 0 ? [] : [list(items)];
}

/** Head and body, each row in it, each cell in that. */
function rowsOf(reader: Reader): AdfRow[] {
  const rows: AdfRow[] = [];
  let depth = 1;
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    depth += token.nesting;
    if (depth === 0) break;
    if (token.type === 'tr_open') rows.push({ type: 'tableRow', content: [] });
    if (token.type !== 'th_open' && token.type !== 'td_open') continue;
    const type = token.type === 'th_open' ? 'tableHeader' : 'tableCell';
    rows.at(-1)?.content.push({ type, content: [paragraph(contentOf(reader))] });
    depth--;
  }
  return rows;
}

/** In a quote or an item there is no table: each row is a line. */
function tableOf(rows: AdfRow[], place: Place): AdfBlock[] {
  if (place === 'top') return rows.length === 0 ? [] : [{ type: 'table', content: rows }];
  return rows.flatMap(({ content }) =>
    written(
      content.flatMap((cell, at) => [
        ...(at === 0 ? [] : textOf(' | ')),
        ...cell.content.flatMap((block) => (block.type === 'paragraph' ? block.content : [])),
      ]),
    ),
  );
}

/** The text of a paragraph, heading or cell, up to its end. */
function contentOf(reader: Reader): AdfInline[] {
  const inlines = adfInlines(reader.next()?.children ?? []);
  reader.next();
  return inlines;
}

/** A paragraph, where there is something in it. */
function written(content: AdfInline[]): AdfBlock[] {
  return content.some((inline) => inline.type === 'text' && inline.text.trim() !== '') ? [paragraph(content)] : [];
}

function paragraph(content: AdfInline[]): AdfBlock {
  return { type: 'paragraph', content };
}

function codeBlock(text: string, info: string): AdfBlock {
  const language = /^[A-Za-z0-9+#.-]{1,30}/.exec(info.trim())?.[0].toLowerCase();
  return {
    type: 'codeBlock',
    ...(language !== undefined && { attrs: { language } }),
    content: text === '' ? [] : [{ type: 'text', text }],
  };
}

function strong(inline: AdfInline): AdfInline {
  if (inline.type !== 'text' || inline.marks?.some(({ type }) => type === 'strong' || type === 'code')) return inline;
  return { ...inline, marks: [...(inline.marks ?? []), { type: 'strong' }] };
}

function textOf(text: string): AdfInline[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

/** What people read of a piece of HTML. */
function withoutTags(html: string): AdfInline[] {
  const text = html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<\/?[A-Za-z][^<>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return textOf(parser.utils.unescapeAll(text));
}
