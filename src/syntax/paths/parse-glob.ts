/** A glob as a tree: one character of a set, one of several branches, or branches that repeat. */
export type Part =
  | { kind: 'set'; accepts: (code: number) => boolean }
  | { kind: 'either'; branches: Part[][] }
  | { kind: 'repeat'; branches: Part[][]; least: 0 | 1 };

/** What no glob here can say, in words for its author. */
export class GlobError extends Error {
  override readonly name = 'GlobError';
}

const MOST_OF_RANGE = 100;
const SLASH = 47;
const slash = literally('/');

/**
 * Reads a glob (without its `!` in front) in one pass; what is not closed is part of a name. Throws GlobError for
 * `!(…)` and for a range of more than 100 numbers. The rules are those of https://github.com/micromatch/picomatch with
 * `dot`.
 */
export function parseGlob(text: string): Part[] {
  return parseSequence({ text, groups: groupsOf(text) }, 0, text.length);
}

interface Group {
  close: number;
  separators: number[];
}

interface Source {
  text: string;
  /** By the place of the opening bracket. */
  groups: ReadonlyMap<number, Group>;
}

/** Which braces and parentheses belong together, found once: a parser that tried would try for ever. */
function groupsOf(text: string): Map<number, Group> {
  const groups = new Map<number, Group>();
  const open: { at: number; closes: string; separates: string; separators: number[] }[] = [];
  const waiting: Record<string, number> = { '}': 0, ')': 0 };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '[') at = (classAt(text, at)?.end ?? at + 1) - 1;
    else if (character === '{' || character === '(') {
      const [closes, separates] = character === '{' ? ['}', ','] : [')', '|'];
      open.push({ at, closes, separates, separators: [] });
      waiting[closes] = (waiting[closes] ?? 0) + 1;
    } else if (open.at(-1)?.separates === character) open.at(-1)?.separators.push(at);
    else if ((waiting[character] ?? 0) > 0) {
      for (let last = open.pop(); last; last = open.pop()) {
        waiting[last.closes] = (waiting[last.closes] ?? 1) - 1;
        if (last.closes !== character) continue;
        groups.set(last.at, { close: at, separators: last.separators });
        break;
      }
    }
  }
  return groups;
}

function parseSequence(source: Source, from: number, to: number): Part[] {
  const { text } = source;
  const parts: Part[] = [];
  for (let at = from; at < to;) {
    const group = groupAt(source, at);
    if (group) {
      parts.push(group.part);
      at = group.end;
    } else if (text.charAt(at) === '*') at = parseStars(text, at, from, to, parts);
    else if (text.charAt(at) === '\\' && at + 1 < to) {
      parts.push(literally(text.charAt(at + 1)));
      at += 2;
    } else {
      const character = text.charAt(at);
      parts.push(
        character === '?' ? { kind: 'set', accepts: anyButSlash } : character === '/' ? slash : literally(character),
      );
      at += 1;
    }
  }
  return parts;
}

/** `**` counts as folders only where it is a whole part of the path; elsewhere several stars are one. */
function parseStars(text: string, at: number, from: number, to: number, parts: Part[]): number {
  let end = at;
  while (end < to && text.charAt(end) === '*') end++;
  const begins = at === from || text.charAt(at - 1) === '/';
  const isWhole = begins && (end === to || text.charAt(end) === '/');
  if (end - at === 1 || !isWhole) {
    parts.push(many(anyButSlash, isWhole ? 1 : 0));
    return end;
  }
  if (end < to) {
    parts.push({ kind: 'either', branches: [[many(anything, 0), slash], []] });
    return end + 1;
  }
  // `a/**` is `a` and all that is below it.
  if (to === text.length && parts.at(-1) === slash) {
    parts.pop();
    parts.push({ kind: 'either', branches: [[slash, many(anything, 0)], []] });
  } else parts.push(many(anything, 0));
  return end;
}

function groupAt(source: Source, at: number): { part: Part; end: number } | null {
  const { text, groups } = source;
  const character = text.charAt(at);
  if (character === '[') {
    const found = classAt(text, at);
    return found && { part: { kind: 'set', accepts: found.accepts }, end: found.end };
  }
  const mark = '@?*+!'.includes(character) && text.charAt(at + 1) === '(' ? character : '';
  const open = mark === '' ? at : at + 1;
  const group = groups.get(open);
  if (group === undefined) return null;
  const end = group.close + 1;
  if (text.charAt(open) === '{') {
    const part = rangeOf(text.slice(open + 1, group.close));
    if (part) return { part, end };
  }
  // `{name}` and `(name)` are names, as in `app/(shop)/page.tsx`.
  if (mark === '' && group.separators.length === 0) return null;
  if (mark === '!') throw new GlobError('!(…) is not supported: put ! in front of a pattern of its own');
  const starts = [open, ...group.separators].map((before) => before + 1);
  const branches = starts.map((start, index) => parseSequence(source, start, group.separators[index] ?? group.close));
  if (mark === '*' || mark === '+') return { part: { kind: 'repeat', branches, least: mark === '*' ? 0 : 1 }, end };
  return { part: { kind: 'either', branches: mark === '?' ? [...branches, []] : branches }, end };
}

/** `1..12` or `a..f`; null: it is no range. */
function rangeOf(text: string): Part | null {
  const letters = /^([A-Za-z])\.\.([A-Za-z])$/.exec(text);
  if (letters) {
    const [low = 0, high = 0] = letters
      .slice(1)
      .map((letter) => letter.charCodeAt(0))
      .toSorted((a, b) => a - b);
    return { kind: 'set', accepts: (code) => code >= low && code <= high };
  }
  const numbers = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text);
  if (!numbers) return null;
  const [low = 0, high = 0] = numbers
    .slice(1)
    .map(Number)
    .toSorted((a, b) => a - b);
  if (high - low >= MOST_OF_RANGE)
    throw new GlobError(`a range of more than ${MOST_OF_RANGE} numbers is not supported`);
  const each = Array.from({ length: high - low + 1 }, (_, index) => String(low + index));
  return { kind: 'either', branches: each.map((number) => Array.from(number, literally)) };
}

const NAMED: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  space: /\s/,
  word: /\w/,
  xdigit: /[A-Fa-f0-9]/,
};

/** `[a-z]`, `[!a]`, `[[:digit:]]`; never a slash. Null: it has no end and is part of a name. */
function classAt(text: string, at: number): { accepts: (code: number) => boolean; end: number } | null {
  const inverted = '!^'.includes(text.charAt(at + 1) || ' ');
  const first = inverted ? at + 2 : at + 1;
  const tests: ((code: number) => boolean)[] = [];
  for (let next = first; next < text.length;) {
    if (text.charAt(next) === ']' && next > first) {
      return { accepts: (code) => code !== SLASH && tests.some((test) => test(code)) !== inverted, end: next + 1 };
    }
    const name = /^\[:([a-z]{1,6}):\]/.exec(text.slice(next, next + 10));
    const named = NAMED[name?.[1] ?? ''];
    if (name && named) {
      tests.push((code) => named.test(String.fromCharCode(code)));
      next += name[0].length;
      continue;
    }
    if (text.charAt(next) === '\\') next += 1;
    const low = text.charCodeAt(next);
    const isRange = text.charAt(next + 1) === '-' && next + 2 < text.length && text.charAt(next + 2) !== ']';
    const high = isRange ? text.charCodeAt(next + 2) : low;
    tests.push((code) => code >= low && code <= high);
    next += isRange ? 3 : 1;
  }
  return null;
}

function anyButSlash(code: number): boolean {
  return code !== SLASH;
}

function anything(): boolean {
  return true;
}

function literally(character: string): Part {
  const wanted = character.charCodeAt(0);
  return { kind: 'set', accepts: (code) => code === wanted };
}

function many(accepts: (code: number) => boolean, least: 0 | 1): Part {
  return { kind: 'repeat', branches: [[{ kind: 'set', accepts }]], least };
}
