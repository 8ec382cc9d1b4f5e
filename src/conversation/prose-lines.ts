export interface ProseLine {
  text: string;
  /** Offset of the character after this line (its line feed included). */
  end: number;
}

interface Fence {
  mark: string;
  /** A closing fence may be indented by this much. */
  indent: number;
}

const QUOTE = /^ {0,3}>/;
const INDENTED_CODE = /^(?: {4}| {0,3}\t)/;
const FENCE = /^( {0,3}(?:(?:[-*+]|\d{1,9}[.)]) {1,4})*)(`{3,}|~{3,})(.*)$/;
const RAW_HTML = /^ {0,3}<(pre|script|style|textarea)(?=[\s>]|$)/i;

/**
 * The lines of a Markdown text (line ends are LF) that are prose of its own: not quoted, not code, not inside an HTML
 * comment or raw HTML. Where Markdown is ambiguous a line is left out: nothing hidden or quoted is ever obeyed.
 * Rules: https://spec.commonmark.org/0.31.2/
 */
export function proseLines(markdown: string): ProseLine[] {
  const lines: ProseLine[] = [];
  let fence: Fence | null = null;
  let hiddenUntil: string | null = null;
  let end = 0;
  for (const text of markdown.split('\n')) {
    end += text.length + 1;
    if (fence !== null) {
      if (closes(text, fence)) fence = null;
    } else if (hiddenUntil !== null) {
      if (text.toLowerCase().includes(hiddenUntil)) hiddenUntil = null;
    } else if (!QUOTE.test(text) && !INDENTED_CODE.test(text)) {
      fence = opens(text);
      if (fence !== null) continue;
      const raw = RAW_HTML.exec(text)?.[1]?.toLowerCase();
      if (raw !== undefined) {
        if (!text.toLowerCase().includes(`</${raw}>`)) hiddenUntil = `</${raw}>`;
        continue;
      }
      if (opensComment(text)) hiddenUntil = '-->';
      lines.push({ text, end });
    }
  }
  return lines;
}

function opens(text: string): Fence | null {
  const [, before = '', mark, info = ''] = FENCE.exec(text) ?? [];
  if (mark === undefined || (mark.startsWith('`') && info.includes('`'))) return null;
  return { mark, indent: before.length + 3 };
}

function closes(text: string, { mark, indent }: Fence): boolean {
  const trimmed = text.trimStart();
  return (
    text.length - trimmed.length <= indent &&
    trimmed.startsWith(mark) &&
    trimmed.replaceAll(mark.charAt(0), '').trim() === ''
  );
}

/** Whether a comment that begins on this line, outside of code spans, is still open at its end. */
function opensComment(text: string): boolean {
  const parts = text.split('`');
  const plain = parts.filter((_, index) => index % 2 === 0 || index === parts.length - 1).join(' ');
  const at = plain.lastIndexOf('<!--');
  return at >= 0 && !plain.includes('-->', at + 2);
}
