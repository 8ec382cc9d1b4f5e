export interface Posted {
  /** Markdown of the summary comment. */
  summary: string;
  /** An inline comment with the lines of the diff that it stands below, each with its mark. */
  comment: { body: string; path: string; code: readonly string[]; line: number };
}

interface Word {
  text: string;
  bold: boolean;
  code: boolean;
}

const WIDTH = 860;
const LEFT = 36;
const INNER = WIDTH - 2 * LEFT;
const LINE = 20;
/** Of one character at 14 px, as wide fonts have it: the reader's own font is not known. */
const CHARACTER = { text: 7.9, bold: 8.7, code: 8.6 };
const COLOURS: Readonly<Record<string, string>> = {
  '🔴': '#cf222e',
  '🟠': '#e16f24',
  '🟡': '#d4a72c',
  '⚪': '#8c959f',
};
const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, monospace';

/**
 * A posted review as a picture (SVG) that shows what GitHub would: headings, paragraphs, the table, folded details by
 * their titles, the lines of code above a comment. Every word is the posted one.
 */
export function drawReview({ summary, comment }: Posted): string {
  const head = card(16, [bar('nectr', 'bot commented'), ...drawn(summary)]);
  const code = comment.code.slice(-3);
  const first = comment.line - code.filter((line) => !line.startsWith('-')).length + 1;
  const inline = card(head.bottom + 16, [
    space(4),
    row(comment.path, { size: 12, fill: '#57606a', font: MONOSPACE }),
    ...code.map((line, index) => codeLine(first + index, line)),
    space(8),
    ...drawn(comment.body),
  ]);
  const height = inline.bottom + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="A review by Nectr on a pull request: a summary comment and a comment on a line" font-family="-apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="14">`,
    `<rect width="${WIDTH}" height="${height}" fill="#f6f8fa"/>`,
    head.svg,
    inline.svg,
    '</svg>\n',
  ].join('\n');
}

/** Something of a height, drawn below what stands above it. */
interface Part {
  height: number;
  draw(top: number): string;
}

function card(top: number, parts: readonly Part[]): { svg: string; bottom: number } {
  const height = parts.reduce((sum, part) => sum + part.height, 0) + 16;
  let at = top + 4;
  const drawnParts = parts.map((part) => {
    const svg = part.draw(at);
    at += part.height;
    return svg;
  });
  const frame = `<rect x="20" y="${top}" width="${WIDTH - 40}" height="${height}" rx="8" fill="#fff" stroke="#d0d7de"/>`;
  return { svg: [frame, ...drawnParts].join('\n'), bottom: top + height };
}

function drawn(markdown: string): Part[] {
  // What is folded away shows its title only.
  const folded = markdown
    .replace(/<details><summary>(.*?)<\/summary>.*?<\/details>/gs, '▸ $1')
    .replaceAll(/<\/?code>/g, '`')
    // A link is drawn as its text.
    .replaceAll(/\[(`[^`]+`)\]\([^)]*\)/g, '$1');
  return folded
    .split('\n\n')
    .filter((block) => block.trim() !== '' && !block.startsWith('<!--'))
    .flatMap(drawBlock);
}

function drawBlock(block: string): Part[] {
  if (block.startsWith('### ')) return [space(4), ...lines(block.slice(4), { size: 17, heading: true }), space(2)];
  if (block.startsWith('|')) return [space(6), ...block.split('\n').slice(2).map(tableRow), space(8)];
  if (block.startsWith('▸')) return lines(block, { fill: '#57606a' });
  const small = /^<sub>(.*)<\/sub>$/s.exec(block)?.[1];
  if (small !== undefined) return lines(small.replaceAll('`', ''), { size: 12, fill: '#8c959f' });
  return [...lines(block, {}), space(4)];
}

interface Look {
  size?: number;
  fill?: string;
  font?: string;
  heading?: boolean;
}

/** A paragraph, wrapped. */
function lines(text: string, look: Look): Part[] {
  const scale = (look.size ?? 14) / 14;
  const wrapped: Word[][] = [[]];
  let used = 0;
  for (const word of wordsOf(text, look.heading === true)) {
    const width = word.text.length * (word.code ? CHARACTER.code : word.bold ? CHARACTER.bold : CHARACTER.text) * scale;
    if (used + width > INNER && used > 0) {
      wrapped.push([]);
      used = 0;
    }
    wrapped.at(-1)?.push(word);
    used += width;
  }
  return wrapped.map((words) => row(words, look));
}

function wordsOf(text: string, bold: boolean): Word[] {
  const spans = text.replaceAll('\n', ' ').split(/(\*\*.+?\*\*|`[^`]+`)/);
  return spans.flatMap((span) => {
    // Code may stand within what is bold.
    if (span.startsWith('**')) return wordsOf(span.slice(2, -2), true);
    const code = span.startsWith('`') && span.endsWith('`') && span.length > 1;
    const plain = code ? span.slice(1, -1) : span;
    // A mark that follows a span without a space belongs to its last word.
    const words = plain.split(/(?<= )/).filter((word) => word !== '');
    return words.map((word) => ({ text: word, bold, code }));
  });
}

function row(content: string | readonly Word[], { size = 14, fill = '#24292f', font }: Look): Part {
  const words = typeof content === 'string' ? [{ text: content, bold: false, code: false }] : content;
  const height = Math.round((LINE * size) / 14);
  return {
    height,
    draw: (top) => {
      const mark = COLOURS[words[0]?.text.trim() ?? ''];
      const shown = mark === undefined ? words : words.slice(1);
      const dot = mark === undefined ? '' : `<circle cx="${LEFT + 6}" cy="${top + height - 9}" r="6" fill="${mark}"/>`;
      const family = font === undefined ? '' : ` font-family="${font}"`;
      const x = mark === undefined ? LEFT : LEFT + 20;
      return `${dot}<text x="${x}" y="${top + height - 4}" font-size="${size}" fill="${fill}" xml:space="preserve"${family}>${shown.map(tspan).join('')}</text>`;
    },
  };
}

function tspan({ text, bold, code }: Word): string {
  if (code) return `<tspan font-family="${MONOSPACE}">${escape(text)}</tspan>`;
  return bold ? `<tspan font-weight="600">${escape(text)}</tspan>` : escape(text);
}

function tableRow(line: string): Part {
  const [mark = '', finding = '', where = '', state = ''] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
  return {
    height: 28,
    draw: (top) =>
      [
        `<path d="M${LEFT} ${top}h${INNER}" stroke="#d0d7de"/>`,
        `<circle cx="${LEFT + 10}" cy="${top + 14}" r="6" fill="${COLOURS[mark] ?? '#8c959f'}"/>`,
        `<text x="${LEFT + 28}" y="${top + 19}" fill="#24292f">${escape(cut(finding, 56))}</text>`,
        `<text x="${LEFT + 460}" y="${top + 19}" font-size="12" fill="#24292f" font-family="${MONOSPACE}">${escape(cut(where, 36))}</text>`,
        `<text x="${WIDTH - LEFT - 4}" y="${top + 19}" text-anchor="end" fill="#24292f">${escape(state)}</text>`,
      ].join(''),
  };
}

function codeLine(number: number, line: string): Part {
  const added = line.startsWith('+');
  return {
    height: LINE,
    draw: (top) =>
      `<rect x="21" y="${top + 4}" width="${WIDTH - 42}" height="${LINE}" fill="${added ? '#e6ffec' : '#fff'}"/>` +
      `<text x="${LEFT}" y="${top + 18}" font-size="12" fill="#24292f" xml:space="preserve" font-family="${MONOSPACE}">${number} ${escape(cut(line, 100))}</text>`,
  };
}

function bar(name: string, says: string): Part {
  return {
    height: 36,
    draw: (top) =>
      `<path d="M20 ${top + 30}v-26a8 8 0 0 1 8-8h${WIDTH - 56}a8 8 0 0 1 8 8v26z" fill="#eef2f6" stroke="#d0d7de"/>` +
      `<text x="${LEFT}" y="${top + 18}" fill="#57606a"><tspan font-weight="600" fill="#24292f">${name}</tspan> ${says}</text>`,
  };
}

function space(height: number): Part {
  return { height, draw: () => '' };
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
