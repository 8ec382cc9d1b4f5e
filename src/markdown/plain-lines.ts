import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';

export interface PlainLine {
  text: string;
  /** Offset of the character after this line, its line feed included. */
  end: number;
}

/** CommonMark's blocks (rows of a table are lines like others); the text in them is read only where it matters. */
const blocks = new MarkdownIt('commonmark').disable(['reference', 'inline']);
const prose = new MarkdownIt('commonmark');
const tags = new MarkdownIt('commonmark').disable(['reference', 'link', 'image', 'emphasis']);
/** A longer paragraph is not looked at: reading its links and code would take too long. */
const LONGEST_PARAGRAPH = 4000;
/** What makes reading slow is lines that begin blocks; further down nothing is looked at. */
const MOST_LINES = 1000;
/** Stands before a wanted line while its paragraph is read. */
const MARK = '\ue000';
const MARKED = /^\ue000(\d+)\ue000/;
const MOST_OPEN = 100;
const TAG = /<(\/?)([a-z][a-z0-9-]*)/gi;
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/**
 * The lines of a Markdown text (line ends are LF) that `wanted` matches and that a reader sees as lines of prose: not
 * quoted, not code, no part of HTML nor between its tags, of a definition or an address. In a list only below an item's
 * first line. Within the first thousand lines. https://spec.commonmark.org/0.31.2/
 */
export function plainLines(markdown: string, wanted: RegExp): PlainLine[] {
  const source = markdown.replaceAll(MARK, ' ').split('\n', MOST_LINES);
  if (!source.some((line) => wanted.test(line))) return [];
  const isWanted = (number: number) => wanted.test(source[number] ?? '');
  const begins = new Set(paragraphs(source.join('\n')).flatMap((paragraph) => lineBegins(paragraph, isWanted)));
  const lines: PlainLine[] = [];
  let end = 0;
  for (const [number, text] of source.entries()) {
    end += text.length + 1;
    if (begins.has(number)) lines.push({ text, end });
  }
  return lines;
}

/**
 * What the author of a Markdown text says in prose, as it was written: paragraphs, headings and items of lists, without
 * what is quoted (`>`, `<blockquote>`), blocks of code and what stands between other tags. Of the first thousand lines.
 */
export function ownProse(markdown: string): string {
  const text = markdown.replaceAll(/\r\n?/g, '\n').split('\n', MOST_LINES).join('\n');
  return paragraphs(text, ['paragraph_open', 'heading_open'])
    .map(({ content }) => content.replaceAll(OTHERS, ' ').trim())
    .filter((content) => content !== '')
    .join('\n\n');
}

/** In a paragraph: what its author shows and does not say. */
const OTHERS = /<(blockquote|pre|q|samp)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

interface Paragraph {
  content: string;
  /** Number of its first line. */
  from: number;
}

/** Paragraphs (or what else begins with such tokens) that are neither quoted nor between the tags of HTML. */
function paragraphs(markdown: string, begins: readonly string[] = ['paragraph_open']): Paragraph[] {
  const found: Paragraph[] = [];
  const open: string[] = [];
  let quotes = 0;
  let previous: Token | undefined;
  for (const token of blocks.parse(markdown, {})) {
    if (token.type === 'blockquote_open') quotes++;
    else if (token.type === 'blockquote_close') quotes--;
    else if (token.type === 'html_block') follow(token.content, open);
    else if (token.type === 'inline') {
      if (begins.includes(previous?.type ?? '') && quotes === 0 && open.length === 0)
        found.push({ content: token.content, from: token.map?.[0] ?? 0 });
      // Tags in a paragraph reach beyond its end.
      if (token.content.includes('<'))
        for (const { type, content } of inlinesOf(tags, token.content))
          if (type === 'html_inline') follow(content, open);
    }
    previous = token;
  }
  return found;
}

/** Which elements are open behind some HTML. One that is closed takes along what was opened in it. */
function follow(html: string, open: string[]): void {
  if (html.lastIndexOf('<!--') > html.lastIndexOf('-->') || html.lastIndexOf('<?') > html.lastIndexOf('>'))
    open.push('!');
  for (const [, slash, name = ''] of html.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').matchAll(TAG)) {
    const tag = name.toLowerCase();
    if (slash === '') {
      if (!VOID.has(tag) && open.length < MOST_OPEN) open.push(tag);
    } else if (open.includes(tag)) open.length = open.lastIndexOf(tag);
  }
}

/** The numbers of the wanted lines of a paragraph whose begin is text at the begin of a line, outside of all tags. */
function lineBegins({ content, from }: Paragraph, isWanted: (number: number) => boolean): number[] {
  const lines = content.split('\n');
  if (content.length > LONGEST_PARAGRAPH || !lines.some((_, index) => isWanted(from + index))) return [];
  const marked = lines.map((line, index) => (isWanted(from + index) ? `${MARK}${from + index}${MARK}${line}` : line));
  const begins: number[] = [];
  const open: string[] = [];
  let atBegin = true;
  for (const { type, content: text } of inlinesOf(prose, marked.join('\n'))) {
    const number = atBegin && open.length === 0 && type === 'text' ? MARKED.exec(text)?.[1] : undefined;
    if (number !== undefined) begins.push(Number(number));
    if (type === 'html_inline') follow(text, open);
    // Emphasis that begins with the line leaves its begin where it is.
    atBegin = type.endsWith('break') || (atBegin && /^(?:em|strong)_open$/.test(type));
  }
  return begins;
}

/** All of the text's tokens; a definition has none. */
function inlinesOf(parser: Parser, text: string): Token[] {
  return parser.parse(text, {}).flatMap(({ children }) => children ?? []);
}
