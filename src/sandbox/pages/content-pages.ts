import { escape } from '../render/render-form.js';
import type { DiffFile } from '../pull-diff.js';
import { diffHtml } from './diff-html.js';
import { link, list } from './frame-page.js';

/** Longer files are not laid out. */
const MOST_BYTES = 1024 * 1024;

/** HTML of a file, each line with its number and an anchor of GitHub's name, such as `L12`. */
export function fileHtml(bytes: Buffer): string {
  if (bytes.includes(0)) return '<p>No text to show.</p>';
  if (bytes.length > MOST_BYTES) return '<p>Too long to be shown here.</p>';
  const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n');
  const rows = lines.map((line, at) => {
    const number = at + 1;
    return `<tr id="L${number}"><td><a href="#L${number}">${number}</a></td><td>${escape(line)}</td></tr>`;
  });
  return `<table class="code">${rows.join('')}</table>`;
}

/** HTML of what lies in a folder; `of` is the address of the repository, `rows` what `git ls-tree -z` says. */
export function folderHtml(of: string, { commit, path, rows }: { commit: string; path: string; rows: string }): string {
  const entries = rows.split('\0').filter(Boolean);
  const items = entries.map((row) => {
    const [facts = '', name = ''] = row.split('\t');
    const isFolder = facts.split(' ')[1] === 'tree';
    const full = path === '' ? name : `${path}/${name}`;
    const href = `${of}/${isFolder ? 'tree' : 'blob'}/${commit}/${full.split('/').map(encodeURIComponent).join('/')}`;
    return link({ text: isFolder ? `${name}/` : name, href });
  });
  return list(items, 'No files.');
}

interface ShownCommit {
  sha: string;
  /** Ids, with spaces between them. */
  parents: string;
  author: string;
  at: string;
  message: string;
  files: readonly DiffFile[];
}

/** HTML of a commit: its message and what it changes against its first parent. */
export function commitHtml(of: string, { sha, parents, author, at, message, files }: ShownCommit): string {
  const before = parents.split(' ').filter(Boolean);
  const links = before.map((parent) => link({ text: parent.slice(0, 7), href: `${of}/commit/${parent}` })).join(', ');
  return `<p>${escape(author)} <small>${escape(at)}</small></p><div class="text">${escape(message.trim())}</div>
<p><small>${sha}${links === '' ? '' : `, after ${links}`} · ${link({ text: 'Files', href: `${of}/tree/${sha}` })}</small></p>${diffHtml(files)}`;
}

/** HTML of a list of commits, each of four fields: id, author, time, subject. */
export function commitsHtml(of: string, fields: readonly string[]): string {
  const items: string[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [sha = '', author = '', time = '', subject = ''] = fields.slice(at, at + 4);
    items.push(
      `${link({ text: subject, href: `${of}/commit/${sha}` })} <small>${escape(author)}, ${escape(time)}</small>`,
    );
  }
  return list(items, 'None.');
}
