import MarkdownIt, { type Token } from 'markdown-it';

/**
 * Reads what is posted: blocks, tables, HTML and code as GitHub does. Links are not resolved: a bracket or a `<` that could
 * begin one stays in the text without its escape, to be judged there. So no text can make this slow.
 */
const parser = new MarkdownIt('commonmark', { html: true })
  .enable(['table', 'strikethrough'])
  .disable(['link', 'image', 'reference', 'autolink', 'text_join']);

/** Lines of a text that are read; ours have a few hundred. */
export const MOST_LINES = 3000;

/** The tokens of a text that is to be posted; linear in its length. */
export function parsePosted(markdown: string): Token[] {
  return parser.parse(markdown, {});
}
