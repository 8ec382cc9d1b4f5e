import type { Token } from 'markdown-it';
import { redact } from '../access/redact.js';
import { chatParser } from './chat-parser.js';
import { linkOf } from './link-of.js';
import { oneLine } from './short-text.js';
import { stripInvisible } from './strip-invisible.js';

/** Characters and lines that are read of a text; no messenger shows more. */
const LONGEST = 12_000;
const MOST_LINES = 400;
const DEEPEST = 20;
const parser = chatParser(DEEPEST);

/** How a messenger writes what Markdown says. What it gets is read already; what it gives is sent as it stands. */
export interface ChatForm {
  /** Words that mean nothing but themselves: no mark, link or mention of the messenger is left in them. */
  text(words: string): string;
  strong(written: string): string;
  emphasis(written: string): string;
  struck(written: string): string;
  code(code: string): string;
  /** The lines of a block of code, without what stands around them. */
  codeLines(code: string): string;
  /** Puts around such lines what makes a block of them. */
  fence(lines: string, language: string): string;
  /** `url` is one that `linkOf` gave; null for a label: the address itself is shown. */
  link(label: string | null, url: string): string;
  heading(written: string, level: number): string;
  quote(lines: readonly string[]): string[];
  bullet: string;
  /** What an item's further lines, and lists in it, begin with. */
  indent: string;
  /** Between two lines of one block. */
  lineEnd: string;
}

/** A block as the messenger writes it. Of code, `text` is its lines: `fence` is still to be put around them. */
export interface ChatBlock {
  kind: 'text' | 'code';
  text: string;
  language: string;
}

/**
 * The blocks of a Markdown text in the form of a messenger. What it cannot show is written plain; HTML is left out, as
 * are characters that nobody sees, and secrets are masked. Texts above 12,000 characters or 400 lines are cut.
 */
export function writeForChat(markdown: string, form: ChatForm): ChatBlock[] {
  const { text, isCut } = bounded(redact(stripInvisible(markdown)));
  const writer = new Writer(parser.parse(text, {}), form);
  const blocks = writer.blocks();
  return isCut ? [...blocks, { kind: 'text', text: '…', language: '' }] : blocks;
}

/** Words of no form, such as a name or a value, in one line. */
export function wordsForChat(words: string): string {
  return redact(oneLine(words));
}

function bounded(text: string): { text: string; isCut: boolean } {
  const lines = text.split('\n', MOST_LINES + 1);
  const kept = lines.slice(0, MOST_LINES).join('\n').slice(0, LONGEST);
  return { text: kept.replace(/[\ud800-\udbff]$/, ''), isCut: kept.length < text.length };
}

/** Goes once through the tokens, in their order. */
class Writer {
  #at = 0;
  constructor(
    readonly tokens: readonly Token[],
    readonly form: ChatForm,
  ) {}

  #next(): Token | undefined {
    return this.tokens[this.#at++];
  }

  blocks(): ChatBlock[] {
    const blocks: ChatBlock[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token.type === 'fence' || token.type === 'code_block')
        blocks.push({ kind: 'code', text: this.form.codeLines(codeOf(token)), language: languageOf(token) });
      else {
        const text = this.#lines(token).join(this.form.lineEnd);
        if (text.trim() !== '') blocks.push({ kind: 'text', text, language: '' });
      }
    }
    return blocks;
  }

  /** The lines of the block that a token begins. */
  #lines(token: Token): string[] {
    const { form } = this;
    switch (token.type) {
      case 'fence':
      case 'code_block':
        return form.fence(form.codeLines(codeOf(token)), languageOf(token)).split(form.lineEnd);
      case 'blockquote_open':
        return form.quote(this.#until('blockquote_close'));
      case 'bullet_list_open':
        return this.#items('bullet_list_close', () => form.bullet);
      case 'ordered_list_open': {
        const start = Number(token.attrGet('start') ?? 1);
        return this.#items('ordered_list_close', (index) => `${start + index}. `);
      }
      case 'heading_open': {
        const content = this.#next()?.children ?? [];
        this.#next();
        return [form.heading(plain(content, form).replaceAll(/\s+/g, ' '), Number(token.tag.slice(1)))];
      }
      case 'inline':
        return inline(token.children ?? [], form).split('\n');
      case 'hr':
        return ['———'];
      case 'table_open':
        return this.#rows();
      case 'html_block':
        return form.text(withoutTags(token.content).trim()).split('\n');
      default:
        return [];
    }
  }

  /** The lines of all blocks up to the end of the one they stand in. */
  #until(end: string): string[] {
    const lines: string[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next()) {
      const own = this.#lines(token);
      if (own.some((line) => line.trim() !== '')) lines.push(...own);
    }
    return lines;
  }

  #items(end: string, markOf: (index: number) => string): string[] {
    const lines: string[] = [];
    let index = 0;
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next()) {
      const mark = markOf(index++);
      const own = this.#until('list_item_close');
      lines.push(...own.map((line, at) => (at === 0 ? `${mark}${boxed(line)}` : `${this.form.indent}${line}`)));
    }
    return lines;
  }

  /** Each row of a table as an item, since few messengers have tables. */
  #rows(): string[] {
    const rows: string[] = [];
    let cells: string[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== 'table_close'; token = this.#next()) {
      if (token.type === 'tr_open') cells = [];
      else if (token.type === 'inline') cells.push(inline(token.children ?? [], this.form).replaceAll('\n', ' '));
      else if (token.type === 'tr_close') rows.push(`${this.form.bullet}${cells.join(' – ')}`);
    }
    return rows;
  }
}

/** What stands in a paragraph. */
function inline(tokens: readonly Token[], form: ChatForm): string {
  const written: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const end = token.nesting === 1 ? endOf(tokens, at) : at;
    const inner = tokens.slice(at + 1, end);
    at = end;
    written.push(inlineOf(token, inner, form));
  }
  return written.join('');
}

function inlineOf(token: Token, inner: readonly Token[], form: ChatForm): string {
  switch (token.type) {
    case 'strong_open':
      return marked(inner, form, form.strong);
    case 'em_open':
      return marked(inner, form, form.emphasis);
    case 's_open':
      return marked(inner, form, form.struck);
    case 'link_open':
      return linked(words(inner), addressIn(token, 'href'), form);
    case 'image':
      return linked(token.content === '' ? 'image' : token.content, addressIn(token, 'src'), form);
    case 'code_inline':
      return form.code(token.content);
    case 'softbreak':
    case 'hardbreak':
      return '\n';
    case 'html_inline':
      return /^<br\b/i.test(token.content) ? '\n' : '';
    default:
      return form.text(token.content);
  }
}

function addressIn(token: Token, name: string): string | null {
  const address = token.attrGet(name);
  return address === null ? null : String(address);
}

function marked(inner: readonly Token[], form: ChatForm, mark: (written: string) => string): string {
  const written = inline(inner, form);
  // No messenger reads a mark over the end of a line, or before a space.
  return /\n|^\s|\s$|^$/.test(written) ? written : mark(written);
}

function linked(label: string, url: string | null, form: ChatForm): string {
  const shown = label.replaceAll(/\s+/g, ' ').trim();
  const leadsTo = url === null ? null : linkOf(url);
  if (leadsTo === null) return form.text(shown);
  return form.link(shown === '' || linkOf(shown) === leadsTo ? null : shown, leadsTo);
}

/** The same without marks, for places that are marked as a whole. */
function plain(tokens: readonly Token[], form: ChatForm): string {
  const same = (written: string) => written;
  return inline(tokens, { ...form, strong: same, emphasis: same, struck: same });
}

/** The words alone. */
function words(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content }) =>
      type === 'softbreak' || type === 'hardbreak' ? ' ' : type === 'html_inline' ? '' : content,
    )
    .join('');
}

function endOf(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    depth += tokens[at]?.nesting ?? 0;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function withoutTags(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<br\b[^<>]*>/gi, '\n')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '');
}

/** The box of a task, as GitHub draws it. */
function boxed(line: string): string {
  return line.replace(/^\\?\[([ xX])\\?\] /, (_, mark: string) => (mark === ' ' ? '☐ ' : '☑ '));
}

function codeOf(token: Token): string {
  return token.content.replace(/\n$/, '');
}

function languageOf(token: Token): string {
  return /^[A-Za-z0-9+#-]{0,20}/.exec(token.info.trim())?.[0].toLowerCase() ?? '';
}
