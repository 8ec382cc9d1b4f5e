import type { Severity, Tier } from '../../types.js';
import { addressPasswords } from './addresses.js';
import type { FileKind } from './file-kind.js';
import { findFormats, type FormatMatch } from './find-formats.js';
import { kubernetesSecrets } from './kubernetes-secrets.js';
import { namedValues, type NamedValue } from './named-values.js';
import { isExampleToken } from './placeholder.js';
import { privateKeys } from './private-keys.js';
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

/** Everything that has the shape of a credential, placeholders included, wherever it stands. Sorted, without overlaps. */
export function matchSecrets(text: string): SecretMatch[] {
  return matchesIn(text, null);
}

function matchesIn(text: string, kind: FileKind | null): SecretMatch[] {
  // In a quoted text a word begins behind `\n` too.
  const read = text.includes('\\') ? text.replaceAll(/\\[nrt]/g, '  ') : text;
  const found = [
    findFormats(read).map((match) => ofFormat(match, read)),
    privateKeys(read).map((span) => matchOf('private-key', span, 'certain')),
    webTokens(read).map((token) => matchOf('jwt', token, token.tier)),
    addressPasswords(read).map((address) => ({
      ...matchOf('database-url', address, address.tier),
      title: inSource(address.what),
    })),
    namedValues(read, kind).map(ofName),
    kubernetesSecrets(read).map((span) => matchOf('generic', span, 'lead')),
  ];
  let taken: SecretMatch[] = [];
  for (const fresh of found) taken = merged(taken, fresh);
  return taken;
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
function merged(taken: SecretMatch[], fresh: readonly SecretMatch[]): SecretMatch[] {
  if (fresh.length === 0) return taken;
  const all: SecretMatch[] = [];
  let next = 0;
  for (const match of fresh) {
    for (let one = taken[next]; one !== undefined && one.end <= match.start; one = taken[next]) {
      all.push(one);
      next += 1;
    }
    if ((taken[next]?.start ?? Infinity) >= match.end && (all.at(-1)?.end ?? 0) <= match.start) all.push(match);
  }
  return [...all, ...taken.slice(next)];
}
