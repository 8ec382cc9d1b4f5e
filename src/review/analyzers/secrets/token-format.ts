import type { Tier } from '../../types.js';

/** How the tokens of a provider look. */
export interface TokenFormat {
  /** Id of the rule that finds it, without its group. */
  rule: string;
  /** As in "… in the source". */
  what: string;
  /** Texts of which one stands in every token, at the place where `pattern` is tried. */
  starts: readonly string[];
  /** Sticky. Its first group, or all that it matches, is the secret. */
  pattern: RegExp;
  /** How far before `starts` the pattern is tried. */
  back: number;
  /** Shannon entropy in bits per character that the secret must reach: less is a placeholder. */
  entropy: number;
  /** Absent: certain. */
  tier?: Tier;
  /** Whether the token's own checksum is right: a wrong one makes it a lead. */
  holds?: (token: string) => boolean;
}

type Options = Partial<Pick<TokenFormat, 'rule' | 'back' | 'entropy' | 'tier' | 'holds'>>;

/**
 * A format whose tokens begin with one of `starts` and go on with `rest` (source of a regular expression). A letter or
 * digit right behind makes it something else, as does one before that joins on to the start.
 */
export function token(
  what: string,
  starts: string | readonly string[],
  rest: string,
  options: Options = {},
): TokenFormat {
  const texts = typeof starts === 'string' ? [starts] : starts;
  const start = texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  return pattern(what, texts, String.raw`(?<![A-Za-z0-9])(?:${start})${rest}(?![A-Za-z0-9])`, options);
}

/** A format that `source` describes as a whole; it is tried `back` characters before each of `starts`. */
export function pattern(
  what: string,
  starts: readonly string[],
  source: string,
  { rule = 'provider-token', back = 0, entropy = 3, ...options }: Options = {},
): TokenFormat {
  return { rule, what, starts, pattern: new RegExp(source, 'y'), back, entropy, ...options };
}
