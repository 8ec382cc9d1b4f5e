import { likeness, wordsOf } from '../../words/words-of.js';

const LIKE = 0.7;
/** Of fewer words, one that differs may turn the meaning. */
const FEW = 4;

/**
 * Whether two sentences say the same in nearly the same words: both say yes, or both no. Few words have to be the same
 * ones.
 */
export function sameWords(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  if (a.words.size === 0 || a.negations > 0 !== b.negations > 0) return false;
  const least = Math.min(a.words.size, b.words.size) < FEW ? 1 : LIKE;
  return likeness(a.words, b.words) >= least;
}
