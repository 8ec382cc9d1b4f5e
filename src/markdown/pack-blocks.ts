import type { ChatBlock, ChatForm } from './write-for-chat.js';

const CUT = '…';
const CLOSING = '\n```';

/**
 * Blocks as texts of at most `each` characters, `most` in all; what does not fit is left out, which an ellipsis says.
 * Blocks that fit into one text go into one. Cut between lines or words where there are any; code is fenced anew.
 */
export function packBlocks(
  blocks: readonly ChatBlock[],
  form: Pick<ChatForm, 'fence'>,
  { each, most, between = '\n\n' }: { each: number; most: number; between?: string },
): string[] {
  const texts: string[] = [];
  let left = most - CUT.length - between.length;
  for (const piece of blocks.flatMap((block) => piecesOf(block, form, Math.min(each, left)))) {
    const last = texts.at(-1);
    const joins =
      last !== undefined && last.length + between.length + piece.length <= each - CUT.length - between.length;
    const used = piece.length + (joins ? between.length : 0);
    if (used > left) return cut(texts, between);
    left -= used;
    if (joins) texts[texts.length - 1] = `${last}${between}${piece}`;
    else texts.push(piece);
  }
  return texts;
}

function cut(texts: readonly string[], between: string): string[] {
  const last = texts.at(-1);
  return last === undefined ? [CUT] : [...texts.slice(0, -1), `${last}${between}${CUT}`];
}

function piecesOf({ kind, text, language }: ChatBlock, { fence }: Pick<ChatForm, 'fence'>, each: number): string[] {
  const room = each - CUT.length - 2;
  if (kind === 'text') return closed(split(text, room - 2 * CLOSING.length));
  return split(text, room - fence('', language).length).map((lines) => fence(lines, language));
}

/** Code within a list or a quote that was cut ends with its piece, and begins again with the next one. */
function closed(pieces: readonly string[]): string[] {
  let isOpen = false;
  return pieces.map((piece) => {
    const text = isOpen ? `\`\`\`\n${piece}` : piece;
    isOpen = text.split('```').length % 2 === 0;
    return isOpen ? `${text}${CLOSING}` : text;
  });
}

function split(text: string, most: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const end = endWithin(rest, most);
    pieces.push(rest.slice(0, end).replace(/\n+$/, ''));
    rest = rest.slice(end).replace(/^(?:\n+| )/, '');
  }
  return [...pieces, rest].filter((piece) => piece !== '');
}

/** Where a text is cut: behind a line, else behind a word, else between two characters. */
function endWithin(text: string, most: number): number {
  const line = text.lastIndexOf('\n', most);
  if (line > most / 2) return line;
  const word = text.lastIndexOf(' ', most);
  if (word > most / 2) return word;
  const end = Math.max(1, most);
  return /[\ud800-\udbff]/.test(text.charAt(end - 1)) && end > 1 ? end - 1 : end;
}
