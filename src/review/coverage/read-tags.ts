/** One tag of an XML text. */
export interface Tag {
  name: string;
  kind: 'open' | 'close' | 'empty';
  attributes(): Map<string, string>;
  /** The text up to the next tag, at most 1,000 characters. */
  after: string;
}

const LONGEST_TAG = 64 * 1024;
const LONGEST_TEXT = 1000;
const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * The tags of an XML text in their order; comments, CDATA, instructions and a DOCTYPE without definitions are passed
 * over. Nothing is ever fetched, and no entity but the five of XML and characters by number is replaced, so that none
 * can grow. Linear. Throws SyntaxError for a DOCTYPE with definitions and for a tag that does not end.
 */
export function* readTags(text: string): Generator<Tag> {
  for (let from = text.indexOf('<'); from !== -1;) {
    const passed = afterMarkup(text, from);
    if (passed !== null) {
      from = text.indexOf('<', passed);
      continue;
    }
    const end = endOfTag(text, from);
    const next = text.indexOf('<', end + 1);
    yield tagOf(
      text.slice(from + 1, end),
      text.slice(end + 1, Math.min(next === -1 ? text.length : next, end + 1 + LONGEST_TEXT)),
    );
    from = next;
  }
}

/** Where a comment, CDATA, instruction or DOCTYPE ends; null: it is a tag. */
function afterMarkup(text: string, from: number): number | null {
  if (text.startsWith('<!--', from)) return endOf(text, '-->', from + 4);
  if (text.startsWith('<![CDATA[', from)) return endOf(text, ']]>', from + 9);
  if (text.startsWith('<?', from)) return endOf(text, '?>', from + 2);
  if (!text.startsWith('<!', from)) return null;
  const end = endOfTag(text, from);
  if (text.slice(from, end).includes('[')) throw new SyntaxError('its DOCTYPE defines something');
  return end + 1;
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  if (at === -1) throw new SyntaxError('it ends too early');
  return at + mark.length;
}

/** The `>` of a tag: not one inside of quotes. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  const last = Math.min(text.length, from + LONGEST_TAG);
  for (let at = from; at < last; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at;
  }
  throw new SyntaxError('one of its tags does not end');
}

function tagOf(inside: string, after: string): Tag {
  const kind = inside.startsWith('/') ? 'close' : inside.endsWith('/') ? 'empty' : 'open';
  const start = kind === 'close' ? 1 : 0;
  let end = start;
  while (end < inside.length && !isSpace(inside.charAt(end)) && inside.charAt(end) !== '/') end += 1;
  return { name: inside.slice(start, end), kind, attributes: () => attributesOf(inside, end), after };
}

function attributesOf(inside: string, from: number): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = from; at < inside.length;) {
    const equals = inside.indexOf('=', at);
    if (equals === -1) break;
    let open = equals + 1;
    while (open < inside.length && isSpace(inside.charAt(open))) open += 1;
    const quote = inside.charAt(open);
    const close = quote === '"' || quote === "'" ? inside.indexOf(quote, open + 1) : -1;
    if (close === -1) break;
    const name = inside.slice(at, equals).trim();
    if (!found.has(name)) found.set(name, decode(inside.slice(open + 1, close)));
    at = close + 1;
  }
  return found;
}

function decode(value: string): string {
  return value.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (whole: string, decimal, hex, name) => {
    if (typeof name === 'string') return PREDEFINED.get(name) ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}
