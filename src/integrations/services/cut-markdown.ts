import { cutText } from '../../words/cut-text.js';
/** Put where a text was cut. */
const CUT_NOTE = '\n\n… (shortened)';

/** A Markdown text of at most `longest` characters, cut between two lines where there is one; it says that it was. */
export function cutMarkdown(markdown: string, longest: number): string {
  const text = storable(markdown);
  if (text.length <= longest) return text;
  const kept = cut(text, longest - CUT_NOTE.length - FENCE_ROOM);
  const lines = kept.slice(0, Math.max(kept.lastIndexOf('\n'), 0)) || kept;
  return `${lines}${fenceEnd(lines)}${CUT_NOTE}`;
}

const FENCE_ROOM = 40;

/** Without what no tracker can store: control characters and halves of code points. */
function storable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}

/** What closes a block of code that is open at the end of a text, or nothing; else all that follows would be code. */
function fenceEnd(text: string): string {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,30}|~{3,30})(.*)$/.exec(line);
    if (fence === null) continue;
    const [, marks = '', rest = ''] = fence;
    if (open === null) open = marks;
    else if (marks.startsWith(open) && rest.trim() === '') open = null;
  }
  return open === null ? '' : `\n${open}`;
}

function cut(text: string, longest: number): string {
  return cutText(text, Math.max(longest, 0));
}
