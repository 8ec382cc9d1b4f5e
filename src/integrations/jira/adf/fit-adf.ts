import { cutMarkdown } from '../../services/cut-markdown.js';
import { adfOfMarkdown } from './adf-of-markdown.js';
import type { AdfDocument } from './nodes.js';

/**
 * Jira takes 32,767 characters in a text and does not say of which form of it; the longest is counted here, so that it
 * fits by every way of counting.
 */
const LONGEST = 32_767;

/** A Markdown text as a description or a comment of Jira, shortened where it is too long. */
export function fitAdf(markdown: string): AdfDocument {
  let text = cutMarkdown(markdown, LONGEST);
  for (;;) {
    const document = adfOfMarkdown(text);
    const size = JSON.stringify(document).length;
    if (size <= LONGEST) return document;
    text = cutMarkdown(markdown, Math.floor(text.length * Math.min(0.97, LONGEST / size)));
  }
}
