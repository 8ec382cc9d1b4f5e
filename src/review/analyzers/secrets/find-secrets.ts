import type { Severity, Tier } from '../../types.js';
import { addressPasswords, type AddressPassword } from './addresses.js';
import { commandPasswords } from './command-passwords.js';
import type { FileKind } from './file-kind.js';
import { findFormats, type FormatMatch } from './find-formats.js';
import { kubernetesSecrets } from './kubernetes-secrets.js';
import { namedValues, type NamedValue } from './named-values.js';
import { isExampleToken } from './placeholder.js';
import { privateKeys, type Span } from './private-keys.js';
import { shareOfWords } from './randomness.js';
import { inSource, secretRule, type SecretRule } from './rules.js';
import { webTokens } from './web-tokens.js';

/** `ghp_PersonalAccessToken00000000`, whose checksum is wrong too, was typed by a person. */
const FEW_WORDS = 0.3;

/** One credential in a text; offsets are UTF-16 code units. */
export interface SecretMatch {
  rule: SecretRule;
  title: string;
  severity: Severity;
  start: number;
  end: number;
  /** Null: it has the shape of a credential, but is a placeholder or published on purpose. */
  tier: Tier | null;
  /** Its own checksum says that it is real. */
  isVerified: boolean;
}

/**
 * Credentials in the text of a file of this kind. Overlapping matches are reported once, by the most specific rule.
 */
export function findSecrets(text: string, kind: FileKind): SecretMatch[] {
  return matchesIn(text, kind).filter(({ tier }) => tier !== null);
}

/**
 * Everything that has the shape of a credential, placeholders included, wherever it stands. Sorted, without overlaps.
 */
export function matchSecrets(text: string): SecretMatch[] {
  return matchesIn(text, null);
}

function matchesIn(text: string, kind: FileKind | null): SecretMatch[] {
  // In a quoted text a word begins behind `\n` too.
  const read = text.includes('\\') ? text.replaceAll(/\\[nrt]/g, '  ') : text;
  let taken = findFormats(read).map((match) => ofFormat(match, read));
  taken = merged(taken, privateKeys(read), (span) => matchOf('private-key', span, 'certain'));
  taken = merged(taken, webTokens(read), (token) => matchOf('jwt', token, token.tier));
  taken = merged(taken, addressPasswords(read), ofAddress);
  taken = merged(taken, namedValues(read, kind), ofName);
  taken = merged(taken, commandPasswords(read), (span) => matchOf('generic', span, 'lead'));
  return merged(taken, kubernetesSecrets(read), (span) => matchOf('generic', span, 'lead'));
}

function ofAddress(address: AddressPassword): SecretMatch {
  return { ...matchOf('database-url', address, address.tier), title: inSource(address.what) };
}

function ofFormat({ format, start, end }: FormatMatch, text: string): SecretMatch {
  const value = text.slice(start, end);
  const holds = format.holds?.(value);
  const isExample = isExampleToken(value) || (holds === false && shareOfWords(value) > FEW_WORDS);
  const tier = isExample ? null : holds === false ? 'lead' : (format.tier ?? 'certain');
  return { ...matchOf(format.rule, { start, end }, tier), title: inSource(format.what), isVerified: holds === true };
}

function ofName(value: NamedValue): SecretMatch {
  const match = matchOf(value.rule, value, value.tier);
  return value.name === null ? match : { ...match, title: `${match.title}: \`${value.name}\`` };
}

function matchOf(name: string, { start, end }: { start: number; end: number }, tier: Tier | null): SecretMatch {
  const rule = secretRule(name);
  return { rule, title: rule.title, severity: rule.severity, start, end, tier, isVerified: false };
}

/** Both in the order of the text, so one walk along both is enough; where they overlap, what is `taken` stays. */
function merged<Found extends Span>(
  taken: SecretMatch[],
  fresh: readonly Found[],
  asMatch: (found: Found) => SecretMatch,
): SecretMatch[] {
  if (fresh.length === 0) return taken;
  const all: SecretMatch[] = [];
  let next = 0;
  for (const found of fresh) {
    for (let one = taken[next]; one !== undefined && one.end <= found.start; one = taken[next]) {
      all.push(one);
      next += 1;
    }
    const isFree = (taken[next]?.start ?? Infinity) >= found.end && (all.at(-1)?.end ?? 0) <= found.start;
    if (isFree) all.push(asMatch(found));
  }
  return [...all, ...taken.slice(next)];
}
