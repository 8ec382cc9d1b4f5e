import { escape } from '../render/render-form.js';
import type { DiffFile } from '../pull-diff.js';

/** So much is read of it at once; a browser has to lay it out. */
const MOST_LINES = 5000;
const KIND: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'hunk' };

/** HTML of the changed files of a commit or a pull request, each with its patch. Pure. */
export function diffHtml(files: readonly DiffFile[]): string {
  let left = MOST_LINES;
  const shown = files.map((file) => {
    const lines = (file.patch ?? '').split('\n');
    const fits = file.patch !== null && lines.length <= left;
    if (fits) left -= lines.length;
    const name = file.oldPath === null ? file.path : `${file.oldPath} → ${file.path}`;
    const patch = fits
      ? `<table class="code">${lines.map(lineHtml).join('')}</table>`
      : `<p>${file.patch === null ? 'No text to show.' : 'Too long to be shown here.'}</p>`;
    return `<article><b>${escape(name)}</b> <small>${file.status}, +${file.additions} −${file.deletions}</small>${patch}</article>`;
  });
  return shown.length === 0 ? '<p>No file is changed.</p>' : shown.join('');
}

function lineHtml(line: string): string {
  const sign = line.charAt(0);
  const text = sign === '@' ? line : line.slice(1);
  return `<tr class="${KIND[sign] ?? ''}"><td>${escape(sign === '@' ? '' : sign)}</td><td>${escape(text)}</td></tr>`;
}
