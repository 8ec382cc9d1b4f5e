import { redact } from '../access/redact.js';
import { splitActive } from './active-words.js';
import { stripInvisible } from './strip-invisible.js';

/** A folded part of ours. `title` is HTML (see `summaryText`), `markdown` inert; blank lines part it from the HTML. */
export function details(title: string, markdown: string): string {
  return `<details><summary>${title}</summary>\n\n${markdown}\n\n</details>`;
}

/** Untrusted text for the title of a folded part, where Markdown is not read: HTML of one line. */
export function summaryText(untrusted: string): string {
  const line = redact(stripInvisible(untrusted).replaceAll(/\s+/g, ' ')).trim();
  return splitActive(line, false)
    .map(({ code, text }) => (code ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text)))
    .join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
