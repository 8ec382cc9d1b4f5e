/** One sentence or entry of a list, and the line (1-based) on which it begins. */
export interface Sentence {
  line: number;
  text: string;
}

const FENCE = /^\s*(?:```|~~~)/;
/** Where something new begins: an entry, a heading, a quotation, a row of a table. */
const BEGINS = /^\s*(?:[-*+]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\|)/;
const MARKS = /^\s*(?:[-*+]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|>\s?|\|\s?)+/;

/** The sentences of a document in Markdown, in their order; code blocks are left out. Linear. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let open: Sentence | null = null;
  let isCode = false;
  const close = (): void => {
    if (open !== null) sentences.push(...split(open));
    open = null;
  };
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    if (FENCE.test(line)) {
      close();
      isCode = !isCode;
    } else if (isCode) {
      continue;
    } else if (line.trim() === '') {
      close();
    } else if (open === null || BEGINS.test(line)) {
      close();
      open = { line: index + 1, text: line.replace(MARKS, '').trim() };
    } else {
      open = { line: open.line, text: `${open.text} ${line.trim()}` };
    }
  }
  close();
  return sentences;
}

function split({ line, text }: Sentence): Sentence[] {
  return text
    .split(/(?<=[.!?;])\s+/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ line, text: part.trim() }));
}
