/** A name and the value that a text gives it; offsets are UTF-16 code units. */
export interface Assignment {
  name: string;
  /** Where the name begins. */
  at: number;
  start: number;
  end: number;
  /** `bare`: without quotes. `joined`: bare, in a header or in a row of
   * `name=value`, as addresses and connection strings have it. */
  form: 'quoted' | 'bare' | 'joined';
}

/** In every name that can be one of a credential. */
const WORD = /pass|pwd|secret|token|cred|key|auth|bearer/gi;
const NAME_BEFORE = /[A-Za-z0-9_.$-]/;
const NAME_REST = /[A-Za-z0-9_.$-]*/y;
const LONGEST_NAME = 100;
/**
 * From a name to its value: the end of a quoted name, a type, and what assigns; a second argument counts too, and
 * `value:` in the next line, as lists of variables have it (Kubernetes, Terraform, ECS).
 */
const OPERATOR =
  /(?:\\?["'`])?\]?\)?[ \t]{0,20}(?:\??:?[ \t]{0,4}(?:&(?:'static )?)?(?:[sS]tring|str|bytes|text|SecretStr|Optional\[str\])\b[ \t]{0,4}(?:\|[ \t]{0,2}(?:null|undefined|None)[ \t]{0,4})?(?==))?(?:,?[ \t]{0,4}\r?\n[ \t]{0,40}["']?value["']?[ \t]{0,4}[:=]|:{0,3}=>?|\?\??=|\?\?|\|\||[.+]=|=>|->|===?|:(?!:)|,|>|"?[ \t]{1,4}[vV]alue=|\\?["'],[ \t]{0,4}\\?["']value\\?["']:)[ \t]{0,20}/y;
/** In front of a quote: `b'…'`, `@"…"`, `Buffer.from('…')`; a constructor or call around the value. */
const BEFORE_QUOTE = /(?:[a-zA-Z]{0,2}|@|(?:new )?[A-Za-z_.]{1,40}\()\\?(["'`])/y;
const QUOTED = /[!#-&(-Z^-_a-{}~|]{8,250}/y;
const BARE = /[A-Za-z0-9+/=_.!@#%^*~$:-]{8,250}/y;
const ELEMENT = /\s{0,60}([^\s<>&"']{8,250})\s{0,60}<\//y;
/** What sets the variable whose name follows, and takes its value after a space. */
const SETS = /(?:^|\n)[ \t]{0,8}(?:ENV|setx|set -gx|set -Ux)[ \t]{1,4}$/;
/** The scheme of an `Authorization` header. */
const SCHEME = /(?:[Bb]earer|BEARER|[Bb]asic|[Tt]oken|apikey|ApiKey)[ \t]{1,3}/y;

/** What `text` assigns to names with a word of credentials in them, in its order. Linear in the length of the text. */
export function* assignments(text: string): Generator<Assignment> {
  let from = 0;
  WORD.lastIndex = 0;
  for (let hit = WORD.exec(text); hit !== null; hit = WORD.exec(text)) {
    let at = hit.index;
    while (at > from && hit.index - at < LONGEST_NAME && NAME_BEFORE.test(text[at - 1] ?? '')) at -= 1;
    const end = endOf(NAME_REST, text, hit.index);
    const found = end - at <= LONGEST_NAME ? valueAfter(text, at, end) : null;
    if (found !== null) yield found;
    from = end;
    WORD.lastIndex = end;
  }
}

function valueAfter(text: string, at: number, nameEnd: number): Assignment | null {
  const operatorEnd = endOf(OPERATOR, text, nameEnd);
  if (operatorEnd === nameEnd) return bareArgument(text, at, nameEnd);
  const operator = text.slice(nameEnd, operatorEnd);
  const isArgument = operator.includes(',');
  // A list has commas too: only of a quoted name the next one is the value.
  if (isArgument && !/^\\?["'`]/.test(operator)) return null;
  const name = text.slice(at, nameEnd);
  if (operator.trim() === '>') return inElement(text, { at, nameEnd, operatorEnd });
  const quote = matchAt(BEFORE_QUOTE, text, operatorEnd);
  if (quote !== null) {
    const opened = operatorEnd + quote[0].length;
    const start = endOf(SCHEME, text, opened);
    const end = endOf(QUOTED, text, start);
    const closes = text.startsWith(quote[1] ?? '"', end) || text.startsWith(`\\${quote[1] ?? '"'}`, end);
    return end > start && closes ? { name, at, start, end, form: 'quoted' } : null;
  }
  if (isArgument) return null;
  return bare(text, { name, at, nameEnd, operatorEnd });
}

/** In the middle of an address or a sum there is no name. */
function bare(
  text: string,
  { name, at, nameEnd, operatorEnd }: { name: string; at: number; nameEnd: number; operatorEnd: number },
): Assignment | null {
  const before = text.slice(Math.max(0, at - 1), at);
  // `//registry.example.com/:_authToken=` of an .npmrc
  if (/[:/=@%+*]/.test(before) && !(before === ':' && name.startsWith('_'))) return null;
  const start = endOf(SCHEME, text, operatorEnd);
  let end = endOf(BARE, text, start);
  // What ends a sentence or a statement is no part of the value.
  while (end > start && /[.:!]/.test(text[end - 1] ?? '')) end -= 1;
  if (end - start < 8 || !/^(?:[\s;,"'`<&\\)}\]|]|$)/.test(text.slice(end, end + 1))) return null;
  const isHeader = start > operatorEnd;
  const isJoined = isHeader || (text.slice(nameEnd, operatorEnd) === '=' && /^[;&?"']$/.test(text.slice(at - 1, at)));
  return { name, at, start, end, form: isJoined ? 'joined' : 'bare' };
}

function inElement(
  text: string,
  { at, nameEnd, operatorEnd }: { at: number; nameEnd: number; operatorEnd: number },
): Assignment | null {
  if (text[at - 1] !== '<') return null;
  const match = matchAt(ELEMENT, text, operatorEnd);
  const value = match?.[1];
  if (match === null || value === undefined) return null;
  const start = operatorEnd + match[0].indexOf(value);
  return { name: text.slice(at, nameEnd), at, start, end: start + value.length, form: 'quoted' };
}

/**
 * `--token VALUE` of a command, `machine … password VALUE` of a `.netrc`, `ENV TOKEN VALUE` of a Dockerfile, `set -gx
 * TOKEN VALUE`.
 */
function bareArgument(text: string, at: number, nameEnd: number): Assignment | null {
  const name = text.slice(at, nameEnd);
  if (!name.startsWith('--') && name !== 'password' && !SETS.test(text.slice(Math.max(0, at - 20), at))) return null;
  const start = nameEnd + (/^[ \t]{1,4}["']?/.exec(text.slice(nameEnd, nameEnd + 6))?.[0].length ?? 0);
  if (start === nameEnd) return null;
  const end = endOf(BARE, text, start);
  return end > start && /^(?:[\s"']|$)/.test(text.slice(end, end + 1)) ? { name, at, start, end, form: 'bare' } : null;
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

function endOf(sticky: RegExp, text: string, at: number): number {
  return at + (matchAt(sticky, text, at)?.[0].length ?? 0);
}
