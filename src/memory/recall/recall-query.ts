import { constructWords } from '../../words/construct-words.js';
import { splitNames } from './split-names.js';
import { techniqueWords } from './technique-words.js';
import { technologiesOf } from './technologies.js';

/** What is known of a change when it is asked what applies to it. Untrusted text throughout. */
export interface AskedChange {
  title: string;
  body: string;
  paths: readonly string[];
  /** Names of the symbols that the change touches, as they are written. */
  symbols: readonly string[];
  /** Lines that it adds. */
  added: readonly string[];
}

/** What is looked for: pieces of text, each with how much its words tell, and the keys of the scope. */
export interface RecallQuery {
  pieces: { text: string; weight: number }[];
  /** What texts are compared with by their letters. */
  like: string;
  paths: readonly string[];
  symbols: readonly string[];
}

const LONGEST_TITLE = 500;
const LONGEST_BODY = 3000;
const MOST_PATHS = 200;
const MOST_SYMBOLS = 2000;
/** Of the added lines that are read for names. */
const MOST_LINES = 2000;
const LONGEST_LINE = 500;
const MOST_NAMES = 400;
/**
 * A name with what stands before its dots or hyphens, and the bracket of a call (in Rust behind a mark); an annotation
 * is called as well.
 */
const NAME = /(?<annotation>@)?(?<way>[\p{L}_$][\p{L}\p{N}_$.-]*)(?<call>!?\()?/gu;
/** What stands in most lines of a language tells nothing of this one. */
const COMMON = new Set(
  'and class const def elif else false for from func function if import int let new nil none not null number of or package private protected public return self string static then this true var while with'.split(
    ' ',
  ),
);
/** Longer texts are compared by their letters no better, and slower. */
const LONGEST_LIKE = 200;
/**
 * How much a word tells by where it stands: what a change calls tells more than what it speaks of, because rules are
 * about how things are done.
 */
const WEIGHTS = {
  call: 3,
  name: 1.5,
  word: 1,
  title: 0.7,
  body: 0.5,
  path: 0.5,
  construct: 1.5,
  technique: 2.5,
} as const;

/** What to look for among the memories for a change, bounded however large the change is. Pure. */
export function queryOfChange({ title, body, paths, symbols, added }: AskedChange): RecallQuery {
  const { names, calls } = namesIn(added);
  return {
    pieces: [
      { text: prose(title, LONGEST_TITLE), weight: WEIGHTS.title },
      { text: prose(body, LONGEST_BODY), weight: WEIGHTS.body },
      { text: splitNames(paths.slice(0, MOST_PATHS).join(' ')), weight: WEIGHTS.path },
      { text: calls.join(' '), weight: WEIGHTS.call },
      { text: names.join(' '), weight: WEIGHTS.name },
      { text: splitNames(names.join(' ')), weight: WEIGHTS.word },
      { text: constructWords(paths.slice(0, MOST_PATHS), added.slice(0, MOST_LINES)), weight: WEIGHTS.construct },
      { text: technologiesOf(paths.slice(0, MOST_PATHS)), weight: WEIGHTS.construct },
      {
        text: techniqueWords([title.slice(0, LONGEST_TITLE), body.slice(0, LONGEST_BODY), ...names].join(' ')),
        weight: WEIGHTS.technique,
      },
    ].filter(({ text }) => text.trim() !== ''),
    like: calls.join(' ').slice(0, LONGEST_LIKE),
    paths,
    symbols: symbols.slice(0, MOST_SYMBOLS).map(storable),
  };
}

/** What to look for among the memories for words that somebody asks with; keys of a scope are none. Pure. */
export function queryOfWords(words: string): RecallQuery {
  const text = prose(words, LONGEST_TITLE);
  return { pieces: [{ text, weight: WEIGHTS.title }], like: text, paths: [], symbols: [] };
}

/** The beginning of a text as it stands, and with the words of its names apart. */
function prose(text: string, most: number): string {
  const begin = storable(text.slice(0, most));
  return `${begin} ${splitNames(begin)}`;
}

/** PostgreSQL takes no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', ' ');
}

/**
 * Names and words of the added lines, each once, as they are written (comments and texts are read like code); and of
 * those that are called the whole way to them, `cart.total`, with each of its parts.
 */
function namesIn(added: readonly string[]): { names: string[]; calls: string[] } {
  const [names, calls] = [new Set<string>(), new Set<string>()];
  for (const line of added.slice(0, MOST_LINES)) {
    for (const { groups } of line.slice(0, LONGEST_LINE).matchAll(NAME)) {
      const { way = '', call = groups?.['annotation'] } = groups ?? {};
      const parts = way.split(/[.-]/).filter((part) => part.length > 2 && !COMMON.has(part));
      for (const part of parts) names.add(part);
      if (way.includes('-')) names.add(way);
      if (call !== undefined) for (const part of [way, ...parts]) calls.add(part);
      if (names.size >= MOST_NAMES) return { names: [...names], calls: [...calls] };
    }
  }
  return { names: [...names], calls: [...calls] };
}
