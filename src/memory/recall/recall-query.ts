import { splitNames } from './split-names.js';

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
/** How much a word tells by where it stands. */
const WEIGHTS = { title: 3, body: 1.5, path: 1.5, name: 1 } as const;

/** What to look for among the memories for a change, bounded however large the change is. Pure. */
export function queryOfChange({ title, body, paths, symbols, added }: AskedChange): RecallQuery {
  return {
    pieces: [
      { text: prose(title, LONGEST_TITLE), weight: WEIGHTS.title },
      { text: prose(body, LONGEST_BODY), weight: WEIGHTS.body },
      { text: splitNames(paths.slice(0, MOST_PATHS).join(' ')), weight: WEIGHTS.path },
      { text: namesIn(added).join(' '), weight: WEIGHTS.name },
    ].filter(({ text }) => text.trim() !== ''),
    paths,
    symbols: symbols.slice(0, MOST_SYMBOLS).map(storable),
  };
}

/** What to look for among the memories for words that somebody asks with; keys of a scope are none. Pure. */
export function queryOfWords(words: string): RecallQuery {
  return { pieces: [{ text: prose(words, LONGEST_TITLE), weight: WEIGHTS.title }], paths: [], symbols: [] };
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

/** Names and words of the added lines, each once, as written and as their words; comments are read like code. */
function namesIn(added: readonly string[]): string[] {
  const names = new Set<string>();
  for (const line of added.slice(0, MOST_LINES)) {
    for (const [name] of line.slice(0, LONGEST_LINE).matchAll(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu)) {
      names.add(name);
      for (const word of splitNames(name).split(' ')) if (word.length > 2) names.add(word);
      if (names.size >= MOST_NAMES) return [...names];
    }
  }
  return [...names];
}
