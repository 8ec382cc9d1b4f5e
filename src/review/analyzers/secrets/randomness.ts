/** Shannon entropy of the characters of `value`, in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

const HEX = /^(?:[0-9a-f]+|[0-9A-F]+)$/;
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Of what random text reaches at its length, so much is asked for. */
const SHARE = 0.8;
/** Base64 has 64 characters, but not even 100 random ones show more than these bits. */
const MOST_BITS = 4.1;
/** Sixteen digits have four bits at most; 32 random ones show 3.6. */
const HEX_BITS = 3;

/** Whether all of `value` are hexadecimal digits of one case. */
export function isHex(value: string): boolean {
  return HEX.test(value);
}

/**
 * Whether a generator made `value`: its entropy is near to what random text of its length and alphabet has, letters and
 * digits alternate as they do nowhere else, and it is made of no words, counts or dates. For texts of 12 to 200
 * characters.
 */
export function looksRandom(value: string): boolean {
  if (!/[0-9]/.test(value) || !/[A-Za-z]/.test(value) || isSequence(value)) return false;
  if (UUID.test(value)) return entropyOf(value) >= HEX_BITS;
  if (isHex(value)) return entropyOf(value) >= HEX_BITS && changes(value) / value.length > 0.2;
  if (entropyOf(value) < Math.min(MOST_BITS, SHARE * Math.log2(value.length))) return false;
  return !isMadeOfWords(value) && changes(value) / value.length > 0.17;
}

/**
 * Whether a generator may have made `value`, however it looks: one word of small letters, capital letters and digits.
 * Of the random texts of 20 characters or more none is left out; names and words with a count in them are taken too.
 */
export function mixesCharacters(value: string): boolean {
  return /^[\w+/=-]+$/.test(value) && /[0-9]/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** Names are words, counts and dates with marks between them; the parts of a random text mix letters and digits. */
function isMadeOfWords(value: string): boolean {
  const parts = value.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const plain = parts.filter(
    (part) => /^(?:[0-9]+|[A-Za-z]{1,3}[0-9]{0,4}|[0-9]{1,4}[A-Za-z]{1,3})$/.test(part) || shareOfWords(part) === 1,
  );
  if (parts.length > 1 && plain.join('').length * 2 > parts.join('').length) return true;
  return shareOfWords(value) >= 0.5;
}

const LETTERS = /[A-Z]?[a-z]{3,}|[A-Z]{4,}/g;
/** Pairs of letters that make up nine tenths of what stands in words, and one in five of random ones. */
const PAIRS = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp bl ab gh ty op wo sa ay ex ke oo ag ap gr od sp rd do uc bu ov rm oc ef rn sc pp up ck pu ui ph ip ub gu cc xp pi ey au th ui ba'.split(
    ' ',
  ),
);

/** How much of `value` are words, from 0 to 1. */
export function shareOfWords(value: string): number {
  let letters = 0;
  for (const [word] of value.matchAll(LETTERS)) {
    const small = word.toLowerCase();
    let known = 0;
    for (let index = 1; index < small.length; index += 1) if (PAIRS.has(small.slice(index - 1, index + 1))) known += 1;
    if (known >= 0.55 * (small.length - 1)) letters += small.length;
  }
  return letters / value.length;
}

/** How often letters and digits, small and capital letters follow each other. */
function changes(value: string): number {
  return value.match(/(?<=[A-Za-z])[0-9]|(?<=[0-9])[A-Za-z]|(?<=[a-z])[A-Z]/g)?.length ?? 0;
}

/** An alphabet, or digits in their order, as examples and tables have them. */
export function isSequence(value: string): boolean {
  let [following, run, longest] = [0, 0, 0];
  for (let index = 1; index < value.length; index += 1) {
    const step = value.charCodeAt(index) - value.charCodeAt(index - 1);
    run = step === 1 ? run + 1 : 0;
    if (step === 1) following += 1;
    longest = Math.max(longest, run);
  }
  return longest >= 9 || following * 3 > value.length;
}
