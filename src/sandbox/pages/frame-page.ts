import { createHash } from 'node:crypto';
import type { SandboxContext } from '../environment.js';
import { escape } from '../render/render-form.js';

/** An address here with what it is called. */
export interface Crumb {
  text: string;
  href: string;
}

const STYLE = `body{max-width:64rem;margin:2rem auto;padding:0 1rem;font-family:sans-serif;line-height:1.5;color:#1f2328;background:#fff}
nav,small{color:#59636e}pre,.text{white-space:pre-wrap;overflow-wrap:anywhere}textarea{width:100%;box-sizing:border-box}
article{border:1px solid #d1d9e0;border-radius:6px;margin:1rem 0;padding:.5rem 1rem}article article{margin-left:1rem}:target{outline:3px solid #bf8700}
table.code{border-collapse:collapse;width:100%;font:13px/1.5 monospace}table.code td{padding:0 .5rem;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}
table.code td:first-child{text-align:right;color:#59636e;user-select:none;white-space:nowrap;width:1%}tr.marked{background:#fff8c5}tr.added{background:#dafbe1}
tr.removed{background:#ffebe9}tr.hunk{background:#ddf4ff}li img{vertical-align:middle;border-radius:50%;margin-right:.4rem}`;

/** Marks the lines that the fragment of the address names, `#L3` or `#L3-L7`, and shows the first of them. */
const MARK_LINES = `const mark=()=>{const [,a,b=a]=/^#L(\\d+)(?:-L(\\d+))?$/.exec(location.hash)??[];
document.querySelectorAll('tr[id^=L]').forEach((row)=>row.classList.toggle('marked',+row.id.slice(1)>=a&&+row.id.slice(1)<=b));
document.getElementById('L'+a)?.scrollIntoView({block:'center'})};addEventListener('hashchange',mark);mark()`;
const MARK_LINES_HASH = createHash('sha256').update(MARK_LINES).digest('base64');

const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${MARK_LINES_HASH}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/**
 * Answers with a page: where it stands as links, its title, and `content`, which is HTML already. GitHub's own pages are
 * not imitated.
 */
export function answerPage(
  c: SandboxContext,
  { title, at = [], content }: { title: string; at?: readonly Crumb[]; content: string },
  status: 200 | 404 = 200,
): Response {
  c.header('content-security-policy', POLICY);
  const crumbs = [{ text: 'A GitHub on this machine', href: '/' }, ...at].map(link).join(' / ');
  return c.html(
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>${STYLE}</style></head>
<body><nav>${crumbs}</nav><h1>${escape(title)}</h1>
${content}
<script>${MARK_LINES}</script></body></html>
`,
    status,
  );
}

/** HTML of a link. */
export function link({ text, href }: Crumb): string {
  return `<a href="${escape(href)}">${escape(text)}</a>`;
}

/** HTML of a list; `empty` where it has nothing. The items are HTML already. */
export function list(items: readonly string[], empty: string): string {
  return items.length === 0
    ? `<p>${escape(empty)}</p>`
    : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}
