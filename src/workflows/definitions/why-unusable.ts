/** Keys and values; what is small enough to be sent has fewer without aliases. */
const MOST_VALUES = 65_536;
const DEEPEST = 50;
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * What our tables cannot hold, and what is small as YAML alone: an alias stands for all it names, itself among it. Null: it
 * can be read.
 */
export function whyUnusable(value: unknown, isStorable = (text: string) => !UNSTORABLE.test(text)): string | null {
  const left = [{ value, depth: 0 }];
  for (let seen = 0, next = left.pop(); next !== undefined; next = left.pop()) {
    const { value: one, depth } = next;
    if (++seen > MOST_VALUES) return 'is too large with its aliases';
    if (depth > DEEPEST) return `is nested deeper than ${DEEPEST} with its aliases`;
    if (typeof one === 'string' && !isStorable(one)) return 'holds a NUL or half of a character';
    if (typeof one !== 'object' || one === null) continue;
    if (one instanceof Map) return 'has a tag (!) before keys and values';
    for (const pair of Object.entries(one)) for (const each of pair) left.push({ value: each, depth: depth + 1 });
  }
  return null;
}
