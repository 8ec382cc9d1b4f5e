import type { ChangedFile } from '../review/types.js';

/** A diff with the line numbers of both sides, whole files until `maxChars` is reached; what was left out is named. */
export function diffExcerpt(files: readonly ChangedFile[], maxChars: number): string {
  const shown: string[] = [];
  const left: string[] = [];
  let room = maxChars;
  for (const file of files) {
    const text = fileDiff(file);
    if (text.length > room) left.push(file.path);
    else {
      shown.push(text);
      room -= text.length;
    }
  }
  if (left.length > 0) shown.push(`not shown: ${left.slice(0, 50).join(', ')}${left.length > 50 ? ' …' : ''}`);
  return shown.join('\n\n');
}

/** The lines `from`–`to` (1-based) of a text with their numbers, at most `maxChars`. */
export function numberedLines(text: string, from: number, to: number, maxChars: number): string {
  const lines = text.split('\n');
  const first = Math.max(1, from);
  let numbered = '';
  for (let line = first; line <= Math.min(to, lines.length); line++) {
    const next = `${line}| ${(lines[line - 1] ?? '').slice(0, 500)}\n`;
    if (numbered.length + next.length > maxChars) return `${numbered}…`;
    numbered += next;
  }
  return numbered;
}

function fileDiff(file: ChangedFile): string {
  const lines = file.hunks.flatMap((hunk) => [
    `@@ ${hunk.section}`,
    ...hunk.lines.map(
      ({ kind, oldLine, newLine, text }) =>
        `${newLine ?? ''}|${oldLine ?? ''}|${kind === 'added' ? '+' : kind === 'removed' ? '-' : ' '}${text.slice(0, 500)}`,
    ),
  ]);
  const note = file.binary ? 'binary' : file.unread === null ? '' : `not readable: ${file.unread}`;
  return [`${file.path} (${file.status})${note === '' ? '' : `: ${note}`}`, ...lines].join('\n');
}
