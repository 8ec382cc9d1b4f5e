import { flat } from '../words/contains-quote.js';
import { sentencesOf } from '../words/sentences-of.js';
import { likeness, sharedOf, wordsOf, type Said } from '../../words/words-of.js';
import { cutText } from '../../words/cut-text.js';

/** What a document of the base branch says, ready to be compared. */
export interface RuleDocument {
  path: string;
  rules: readonly Rule[];
}

/** A sentence, ready to be compared. */
export interface Rule extends Said {
  /** 1-based. */
  line: number;
  sentence: string;
  prefers: Preference | null;
}

interface Preference {
  wanted: ReadonlySet<string>;
  unwanted: ReadonlySet<string>;
}

/** The sentence that says the opposite. */
export interface Contradiction {
  path: string;
  line: number;
  sentence: string;
}

const LIKE = 0.75;
const LEAST_SHARED = 3;
/** Compared of one document: these are rules for people, not books. */
const MOST_SENTENCES = 600;
const LONGEST_SENTENCE = 500;
const PREFERS =
  /\b(?:use|uses|prefer|prefers|choose|pick|write|want)\s+([^.,;!?]{2,80}?)\s+(?:over|instead of|rather than|in place of|not)\s+([^.,;!?]{2,80})/i;

/** Reads a document for `contradictionOf`. */
export function readRules(path: string, text: string): RuleDocument {
  const sentences = sentencesOf(text).slice(0, MOST_SENTENCES);
  return { path, rules: sentences.map(({ line, text: sentence }) => ruleOf(line, sentence)) };
}

/**
 * The first sentence of the documents that says the opposite of `text`: the same words with a "no" more or less, or the
 * same two things preferred the other way round. Conservative: a sentence with a condition, an exception or more than
 * one "no" on either side tells nothing, nor do similar words that are not nearly all the same. Pure.
 */
export function contradictionOf(text: string, documents: readonly RuleDocument[]): Contradiction | null {
  const mine = ruleOf(1, text);
  if (mine.conditional || mine.negations > 1) return null;
  for (const { path, rules } of documents) {
    const found = rules.find((rule) => isOpposite(mine, rule));
    if (found) return { path, line: found.line, sentence: found.sentence };
  }
  return null;
}

/** Reads a text for `areOpposite`: each once, however often it is compared. */
export function readRule(text: string): Rule {
  return ruleOf(1, text);
}

/** Whether two texts say the opposite of each other; as careful as `contradictionOf`. */
export function areOpposite(one: Rule, other: Rule): boolean {
  return !one.conditional && one.negations <= 1 && isOpposite(one, other);
}

function ruleOf(line: number, text: string): Rule {
  const sentence = cutText(flat(text), LONGEST_SENTENCE);
  const [, wanted, unwanted] = PREFERS.exec(sentence) ?? [];
  return {
    line,
    sentence,
    ...wordsOf(sentence),
    prefers:
      wanted === undefined || unwanted === undefined
        ? null
        : { wanted: wordsOf(wanted).words, unwanted: wordsOf(unwanted).words },
  };
}

function isOpposite(mine: Rule, theirs: Rule): boolean {
  if (theirs.conditional || theirs.negations > 1) return false;
  if (prefersOther(mine.prefers, theirs.prefers)) return true;
  if (mine.negations === theirs.negations) return false;
  const [few, many] = [mine.words.size, theirs.words.size].toSorted((a, b) => a - b) as [number, number];
  // Most are told apart by how many words they have.
  if (few < LIKE * many) return false;
  const shared = sharedOf(mine.words, theirs.words);
  const alike = shared / (few + many - shared);
  return (alike === 1 && shared >= 2) || (alike >= LIKE && shared >= LEAST_SHARED);
}

function prefersOther(mine: Preference | null, theirs: Preference | null): boolean {
  if (mine === null || theirs === null) return false;
  return likeness(mine.wanted, theirs.unwanted) === 1 && likeness(mine.unwanted, theirs.wanted) === 1;
}
