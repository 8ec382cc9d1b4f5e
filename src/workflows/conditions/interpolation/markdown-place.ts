import MarkdownIt, { type Token } from 'markdown-it';

/** Where in a Markdown text a value stands. */
export type Place =
  /** A paragraph of its own that stands in nothing else. */
  | 'block'
  | 'text'
  | 'cell'
  /** Text that may be part of a link: what ends one must not act. */
  | 'bracketed'
  | 'code'
  | 'fence'
  /** Code that stands in a list or a quote: of one line. */
  | 'nested-fence'
  /** Text between tags that Markdown is not read in. */
  | 'html'
  /** A part of an address or of a tag. */
  | 'address';

/** Stands around the number of a value. */
const MARK = '\ue000';
const MARKED = /\ue000(\d+)\ue000/g;
const ENCODED = /%EE%80%80(\d+)%EE%80%80/g;

/** Reads templates; escapes are kept apart from what they escape. */
const parser = new MarkdownIt('commonmark', { html: true, maxNesting: 20 })
  .enable(['table', 'strikethrough'])
  .disable(['text_join']);

/**
 * The place of each value in a text whose pieces are given, in their order; null: where no value can stand, such as the
 * language of a code block. What `problem` says makes places uncertain: a mark that something in a value could close.
 */
export function placesIn(literals: readonly string[]): { places: (Place | null)[]; problem: string | null } {
  const count = literals.length - 1;
  const text = literals
    .map((literal, index) => literal.replaceAll(MARK, ' ') + (index < count ? MARK + index + MARK : ''))
    .join('');
  const places: (Place | null)[] = Array.from({ length: count }, () => null);
  const set = (found: string, place: Place, form = MARKED) => {
    for (const [, number] of found.matchAll(form)) places[Number(number)] = place;
  };
  let problem: string | null = null;
  let before: Token | undefined;
  for (const token of parser.parse(text, {})) {
    if (token.type === 'fence' || token.type === 'code_block')
      set(token.content, token.level === 0 && token.type === 'fence' ? 'fence' : 'nested-fence');
    else if (token.type === 'html_block') setHtml(token.content, set);
    else if (token.type === 'inline' && token.content.includes(MARK)) {
      const isAlone =
        before?.type === 'paragraph_open' && before.level === 0 && /^\ue000\d+\ue000$/.test(token.content);
      const isCell = before?.type === 'td_open' || before?.type === 'th_open';
      problem ??= setInline(token.children ?? [], isAlone ? 'block' : isCell ? 'cell' : 'text', set);
    }
    before = token;
  }
  return { places, problem };
}

type Set = (found: string, place: Place, form?: RegExp) => void;

function setHtml(html: string, set: Set): void {
  for (const { 0: mark, index } of html.matchAll(MARKED)) {
    const until = html.slice(0, index);
    set(mark, until.lastIndexOf('<') > until.lastIndexOf('>') ? 'address' : 'html');
  }
}

/** Returns what is not closed in the text. */
function setInline(tokens: readonly Token[], place: Place, set: Set): string | null {
  const plain = tokens.filter(({ type }) => type === 'text').map(({ content }) => content);
  if (plain.some((text) => text.includes('`'))) return 'a backtick in it has no partner: write \\`';
  if (/<[a-z/!?]/i.test(plain.join(''))) return 'a `<` in it begins no tag: write \\<';
  const isOpen = plain.some((text) => text.includes('['));
  let links = 0;
  for (const token of tokens) {
    links += token.type === 'link_open' ? 1 : token.type === 'link_close' ? -1 : 0;
    if (token.type === 'code_inline') set(token.content, 'code');
    else if (token.type === 'html_inline') set(token.content, 'address');
    else if (token.type.startsWith('text')) set(token.content, links > 0 || isOpen ? 'bracketed' : place);
    else if (token.type === 'image') {
      set(token.content, 'bracketed');
      set(String(token.attrGet('src') ?? ''), 'address', ENCODED);
    } else set(String(token.attrGet('href') ?? ''), 'address', ENCODED);
  }
  return null;
}
