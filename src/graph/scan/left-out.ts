import { storableText } from '../../words/storable-text.js';

/** Paths that are named of each reason, and how much of each. */
const NAMED = 5;
const LONGEST_PATH = 200;
/** Some come out of the parser. */
const MOST_REASONS = 30;

/** What a scan could not take in, or not whole, and why; stored with it. */
export interface LeftOut {
  reason: string;
  files: number;
  /** The first ones. */
  such: string[];
}

export interface LeftOutList {
  add(reason: string, path: string, files?: number): void;
  list(): LeftOut[];
}

/** Collects what is left out, by reason. JSONB takes no half of a character, and a path can be cut within one. */
export function createLeftOut(): LeftOutList {
  const reasons = new Map<string, LeftOut>();
  return {
    add: (given, path, files = 1) => {
      const why = storableText(given);
      const reason = reasons.has(why) || reasons.size < MOST_REASONS ? why : 'other reasons';
      const known = reasons.get(reason) ?? { reason, files: 0, such: [] };
      known.files += files;
      if (known.such.length < NAMED) known.such.push(storableText(path.slice(0, LONGEST_PATH)));
      reasons.set(reason, known);
    },
    list: () => [...reasons.values()],
  };
}
