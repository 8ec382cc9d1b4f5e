import MarkdownIt, { type Token } from 'markdown-it';

/** Our layout and what is kept of other texts stay above; a block one level deeper is seen, more is not read. */
export const DEEPEST = 10;

/**
 * Reads what is posted: blocks, tables, HTML and code as GitHub does. Links are not resolved: a bracket or a `<` that
 * could begin one stays in the text without its escape, to be judged there. So no text can make this slow.
 */
const parser = new MarkdownIt('commonmark', { html: true, maxNesting: DEEPEST + 2 })
  .enable(['table', 'strikethrough'])
  .disable(['link', 'image', 'reference', 'autolink', 'text_join', 'inline']);

/**
 * Lines of a text that are read; ours have a few hundred. Blocks are what reading costs most, and they begin with
 * lines.
 */
export const MOST_LINES = 1000;

/** The blocks of a text that is to be posted; what stands in them is not read yet. Linear in its length. */
export function postedBlocks(markdown: string): Token[] {
  return parser.parse(markdown, {});
}

/** What stands in a block: the tokens of its text. */
export function postedInlines(content: string): Token[] {
  const tokens: Token[] = [];
  parser.inline.parse(content, parser, {}, tokens);
  return tokens;
}
