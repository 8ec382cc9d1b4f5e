const ATOM = /\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\.|[^()[\]{}|*+?\\]/y;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y;

/** What is longer was not written by a person; looking through it is quadratic. */
const LONGEST = 1000;

/**
 * Whether the regular expression `source` repeats a group whose body can itself match the same text in several ways
 * (`(a+)+$`, `(\w+\s?)*:`), which backtracks exponentially. Only innermost groups without alternation are judged, so
 * that an answer `true` is right; something that can fail must follow the group.
 * Source: https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
 */
export function hasNestedQuantifier(source: string): boolean {
  if (source.length > LONGEST) return false;
  for (const match of source.matchAll(
    /\((?:\?:|\?<\w+>)?((?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\\[])*)\)(?:[*+]|\{\d+,\})(?!\+)/g,
  )) {
    if (match[0].startsWith('(?') && !/^\(\?(?::|<\w)/.test(match[0])) continue;
    const rest = source.slice(match.index + match[0].length).replace(/^\?/, '');
    if (isAmbiguous(match[1] ?? '') && canFail(rest)) return true;
  }
  return false;
}

interface Atom {
  characters: Characters;
  repeats: boolean;
  optional: boolean;
}

/**
 * Whether a body can be matched by one run of characters both in one round and in several. It cannot where a piece that
 * must be there has no character in common with what comes before it in the round, such as the space of `\s+[-\w]+`.
 */
function isAmbiguous(body: string): boolean {
  const atoms = atomsOf(body);
  if (atoms === null || !atoms.some(({ repeats }) => repeats)) return false;
  const needed = atoms.filter(({ optional }) => !optional);
  if (needed.some(({ repeats }) => !repeats)) return false;
  return needed.every(({ characters }, index) => {
    const before = needed[(index + needed.length - 1) % needed.length];
    return before === undefined || overlap(characters, before.characters);
  });
}

/** The atoms of a group; null where it holds something that is not known. */
function atomsOf(body: string): Atom[] | null {
  if (body.includes('|')) return null;
  const atoms: Atom[] = [];
  for (let at = 0; at < body.length;) {
    ATOM.lastIndex = at;
    const atom = ATOM.exec(body)?.[0];
    if (!atom) return null;
    at += atom.length;
    QUANTIFIER.lastIndex = at;
    const quantifier = QUANTIFIER.exec(body)?.[0] ?? '';
    at += quantifier.length;
    atoms.push({
      characters: charactersOf(atom),
      repeats: /^(?:[*+]|\{\d+,\})/.test(quantifier),
      optional: /^(?:[?*]|\{0)/.test(quantifier),
    });
  }
  return atoms;
}

/** The characters below 128 that an atom matches, and whether it matches others. */
type Characters = readonly boolean[];

const ASCII = Array.from({ length: 129 }, (_, code) => code);
const OTHERS = 128;
const CLASSES: Record<string, (code: number) => boolean> = {
  d: (code) => code >= 48 && code <= 57,
  w: (code) => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122),
  s: (code) => code === 32 || (code >= 9 && code <= 13) || code === OTHERS,
};

function charactersOf(atom: string): Characters {
  if (!atom.startsWith('[')) return ASCII.map((code) => matches(atom, code));
  const isNegated = atom.startsWith('[^');
  const members = membersOf(atom.slice(isNegated ? 2 : 1, -1));
  return ASCII.map((code) => members.some((member) => member(code)) !== isNegated || (isNegated && code === OTHERS));
}

function membersOf(body: string): ((code: number) => boolean)[] {
  const parts = body.match(/\\.|[^\\]/gs) ?? [];
  const members: ((code: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const [part = '', dash, last] = parts.slice(at, at + 3);
    if (dash === '-' && last !== undefined && !/^\\[dwsDWS]$/.test(part + last)) {
      const [from, to] = [codeOf(part), codeOf(last)];
      members.push((code) => code >= from && code <= to);
      at += 2;
    } else members.push((code) => matches(part, code));
  }
  return members;
}

function matches(atom: string, code: number): boolean {
  if (atom === '.') return code !== 10 && code !== 13;
  if (/^\\[pP]/.test(atom)) return true;
  const known = /^\\([dwsDWS])$/.exec(atom)?.[1];
  if (known === undefined) return code === codeOf(atom);
  const inClass = CLASSES[known.toLowerCase()]?.(code) === true;
  return known === known.toLowerCase() ? inClass : !inClass || code === OTHERS;
}

function codeOf(character: string): number {
  const controls: Record<string, number> = { '\\n': 10, '\\r': 13, '\\t': 9, '\\f': 12, '\\v': 11 };
  const code = controls[character] ?? character.replace(/^\\/, '').codePointAt(0) ?? OTHERS;
  return Math.min(code, OTHERS);
}

function overlap(a: Characters, b: Characters): boolean {
  return a.some((matched, code) => matched && b[code] === true);
}

function canFail(rest: string): boolean {
  return rest !== '' && !/^\)*(?:\.\*|[*+?]|$)/.test(rest);
}
