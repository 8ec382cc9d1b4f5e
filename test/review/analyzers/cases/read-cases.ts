import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';

const RuleCases = z.record(
  z.string(),
  z.object({ file: z.string(), hits: z.array(z.string()), misses: z.array(z.string()) }),
);

export interface RuleCase {
  rule: string;
  file: string;
  text: string;
  hit: boolean;
}

/**
 * The cases of a data file beside this one. `{A40}` stands for 40 random-looking characters, so that no case holds a
 * token.
 */
export function readCases(name: string): RuleCase[] {
  const cases = RuleCases.parse(load(readFileSync(new URL(name, import.meta.url), 'utf8')));
  return Object.entries(cases).flatMap(([rule, { file, hits, misses }]) => [
    ...hits.map((text) => ({ rule, file, text: fill(text), hit: true })),
    ...misses.map((text) => ({ rule, file, text: fill(text), hit: false })),
  ]);
}

const ALPHABETS: Record<string, string> = {
  A: 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789',
  U: 'QRT2K7ZXW4BNLC5VMHD3YPJ6SGF',
  h: '0123456789abcdef',
  '9': '7391846205',
};

/** `{A40}`: mixed letters and digits, `{U16}`: capitals and digits, `{h64}`: hexadecimal, `{910}`: 10 digits. */
export function fill(text: string): string {
  return text.replace(/\{([AUh9])(\d+)\}/g, (_, kind: string, length: string) => {
    const alphabet = ALPHABETS[kind] ?? '';
    let state = 7;
    return Array.from({ length: Number(length) }, () => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return alphabet[Math.floor(state / 65536) % alphabet.length];
    }).join('');
  });
}
