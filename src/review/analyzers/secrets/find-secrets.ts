import { SECRET_RULES, type SecretRule } from './rules.js';

/** One credential in a text; offsets are UTF-16 code units. */
export interface SecretMatch {
  rule: SecretRule;
  start: number;
  end: number;
}

/**
 * Credentials in `text` that look real: the format fits, the entropy is high enough, and it is no placeholder.
 * Overlapping matches are reported once, by the most specific rule.
 */
export function findSecrets(text: string): SecretMatch[] {
  return matchSecrets(text).filter(({ rule, start, end }) => !isPlaceholder(rule, text.slice(start, end)));
}

/** Everything that has the shape of a credential and its entropy, placeholders included. Sorted, without overlaps. */
export function matchSecrets(text: string): SecretMatch[] {
  return SECRET_RULES.reduce<SecretMatch[]>((taken, rule) => addApart(taken, matchesOf(rule, text)), []);
}

function matchesOf(rule: SecretRule, text: string): SecretMatch[] {
  const matches: SecretMatch[] = [];
  for (const match of text.matchAll(rule.pattern)) {
    const value = match[1];
    if (!value || entropyOf(value) < rule.entropy) continue;
    const start = match.index + match[0].lastIndexOf(value);
    matches.push({ rule, start, end: start + value.length });
  }
  return matches;
}

/** Both lists as one, sorted as they are, without those of `more` that overlap one of `taken`. */
function addApart(taken: readonly SecretMatch[], more: readonly SecretMatch[]): SecretMatch[] {
  const merged: SecretMatch[] = [];
  let at = 0;
  for (const match of more) {
    for (let next = taken[at]; next && next.end <= match.start; next = taken[++at]) merged.push(next);
    const next = taken[at];
    if (!next || next.start >= match.end) merged.push(match);
  }
  return [...merged, ...taken.slice(at)];
}

const PLACEHOLDER =
  /example|sample|dummy|placeholder|change.?me|your[-_.]|fake|redacted|insert|replace|x{5,}|\*{3,}|\.{3}|12345678|abcdefgh|0{8,}|test[-_]?(?:key|token|secret)/i;
/** The token on https://www.jwt.io, copied into countless documents. */
const PUBLISHED_JWT = /\.eyJzdWIiOiIxMjM0NTY3ODkw/;
const TRIVIAL_PASSWORD =
  /^(?:pass(?:word|wd)?|postgres|secret|user|root|admin|changeme|mysql|redis|guest|mongo)\w{0,4}$/i;

function isPlaceholder(rule: SecretRule, value: string): boolean {
  if (PLACEHOLDER.test(value) || PUBLISHED_JWT.test(value)) return true;
  if (rule.id === 'secrets/database-url') return TRIVIAL_PASSWORD.test(value);
  if (rule.id === 'secrets/generic') return !looksRandom(value);
  return false;
}

/** Identifiers, paths and sentences have high entropy too; a random value mixes cases and digits and has few words. */
function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (/^(?:https?|file|data|urn|arn|sha\d+)\b/i.test(value) || /^[./@]/.test(value)) return false;
  const digits = value.match(/\d/g)?.length ?? 0;
  const words = value.match(/[A-Z]?[a-z]{4,}/g)?.join('').length ?? 0;
  return digits >= 3 && words / value.length < 0.5;
}

function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
