import MarkdownIt from 'markdown-it';

const DEEPEST = 20;

/**
 * GitHub's Markdown as HTML for mail: its own tags are shown as nothing, and what stands between them stays; images are
 * their descriptions, so that nothing is loaded when it is read; links lead to the web only.
 */
const parser = new MarkdownIt({ html: true, maxNesting: DEEPEST });
const { escapeHtml } = parser.utils;
parser.validateLink = (url) => /^https?:\/\//i.test(url.trim());
parser.renderer.rules['html_inline'] = () => '';
parser.renderer.rules['html_block'] = (tokens, index) => {
  const text = (tokens[index]?.content ?? '').replaceAll(/<!--[\s\S]*?(?:-->|$)|<[^>]*(?:>|$)/g, ' ').trim();
  return text === '' ? '' : `<p>${escapeHtml(text)}</p>\n`;
};
parser.renderer.rules['image'] = (tokens, index) => escapeHtml(tokens[index]?.content ?? '');

export function markdownToHtml(markdown: string): string {
  return parser.render(markdown);
}

/** Text as it stands, in HTML. */
export function textToHtml(text: string): string {
  return escapeHtml(text);
}
