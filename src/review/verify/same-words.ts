/** Letters from which on a word says something. */
const LEAST = 3;
/** Of the words of the shorter text: what shares fewer tells of something else. */
const SHARE = 0.5;

/** Whether two titles tell the same in much the same words. A coarse measure: what it misses, a reader looks at. Pure. */
export function sameWords(one: string, other: string): boolean {
  const [some, others] = [wordsOf(one), wordsOf(other)];
  const least = Math.min(some.size, others.size);
  if (least === 0) return true;
  const shared = [...some].filter((word) => others.has(word)).length;
  return shared / least >= SHARE;
}

function wordsOf(text: string): Set<string> {
  const words =
    text
      .slice(0, 500)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => word.length >= LEAST));
}
