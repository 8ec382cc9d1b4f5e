const NUMBER =
  /^(?:[\w.]*\.)?(?:int|float|bool|complex|UUID|datetime|date|timedelta|Decimal|None|PositiveInt|NonNegativeInt)$/;
const LITERAL = /^(?:[\w.]*\.)?(?:Literal\[|conint\(|confloat\()/;
/** Types that hold others; of `Annotated` only the first says what it is. */
const HOLDER =
  /^(?:[\w.]*\.)?(Annotated|Optional|Union|list|List|set|Set|frozenset|FrozenSet|tuple|Tuple|Sequence|MutableSequence|Iterable|Iterator|Collection)\[(.*)$/s;
const DEEPEST = 6;

/**
 * Whether a type, as it is written, leaves no room for text of one's own: numbers, dates, ids, fixed values, and lists
 * and unions of nothing else. A text that was cut counts as far as it goes.
 */
export function isNumberType(type: string, depth = 0): boolean {
  const text = type.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const parts = splitAtTop(text, '|');
  if (depth > DEEPEST || text === '') return false;
  if (parts.length > 1) return parts.every((part) => isNumberType(part, depth + 1));
  const [, holder, rest = ''] = HOLDER.exec(text) ?? [];
  if (holder === undefined) return NUMBER.test(text) || LITERAL.test(text);
  const inner = splitAtTop(rest.replace(/\]$/, ''), ',').filter((part) => !/^\s*(?:\.\.\.)?\s*$/.test(part));
  const said = holder === 'Annotated' ? inner.slice(0, 1) : inner;
  return said.length > 0 && said.every((part) => isNumberType(part, depth + 1));
}

/** The parts of a text between separators that stand in no brackets. */
function splitAtTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [open, from] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if ('[({'.includes(char)) open += 1;
    else if ('])}'.includes(char)) open -= 1;
    else if (char === separator && open === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
