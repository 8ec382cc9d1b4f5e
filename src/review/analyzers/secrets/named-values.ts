import type { Tier } from '../../types.js';
import { assignments, type Assignment } from './assignments.js';
import { nameStrength } from './credential-name.js';
import type { FileKind } from './file-kind.js';
import { isPlaceholder } from './placeholder.js';
import type { Span } from './private-keys.js';
import { entropyOf, isHex, looksRandom, mixesCharacters, UUID } from './randomness.js';

export interface NamedValue extends Span {
  rule: 'generic' | 'aws-secret-key';
  /** What it is assigned to; null: too long to be told. */
  name: string | null;
  tier: Tier;
}

/** What a generator makes for a person or a program; shorter ones are likely, longer ones sure. */
const SHORTEST = 12;
const SURE = 20;
const SURE_HEX = 32;
/** An address, a path, or a value that is encrypted or hashed already (SOPS, Spring, Vault, KMS, bcrypt, crypt). */
const OTHERWISE =
  /^(?:https?|file|data|urn|arn|env|ssm|op|vault|ref|enc|sha[0-9]+)\b|^[./~@]|^\$[0-9a-z]{1,8}\$|^AQICAH|^Ag[AB].{150}/i;
const AWS_SECRET = /^[A-Za-z0-9/+]{40}$/;
const AWS_NAME = /aws[\w.-]{0,20}?secret/i;
/**
 * Never handed to clients. Programs carry keys, tokens and client secrets that anyone may have: in code only a reader
 * can tell.
 */
const OWN = /pass(?:word|wd|phrase)|pwd|(?:secret|private|signing|encryption)[_.-]?key/i;
/** Keys that web pages carry: of Firebase, and of a search on a site. */
const WEB_CONTEXT = /authDomain|messagingSenderId|firebaseapp\.com|indexName|docsearch|algolia/i;
const CONTEXT = 400;
const LONGEST_TOLD = 40;

/**
 * Values in `text` that their names make credentials and that look as if a generator had made them, in its order.
 * `kind` decides which values are read, and how sure it is; null: every value, wherever it stands.
 */
export function namedValues(text: string, kind: FileKind | null): NamedValue[] {
  const found: NamedValue[] = [];
  if (kind === 'document') return found;
  for (const assignment of assignments(text)) {
    const { start, end } = assignment;
    const value = text.slice(start, end);
    const rule = AWS_NAME.test(assignment.name) && AWS_SECRET.test(value) ? 'aws-secret-key' : 'generic';
    const tier = rule === 'generic' ? tierOf(text, value, assignment, kind) : awsTier(value);
    if (tier !== null)
      found.push({ rule, name: assignment.name.length > LONGEST_TOLD ? null : assignment.name, tier, start, end });
  }
  return found;
}

function awsTier(value: string): Tier | null {
  return isPlaceholder(value) || entropyOf(value) < 4 ? null : 'certain';
}

function tierOf(text: string, value: string, { name, at, form }: Assignment, kind: FileKind | null): Tier | null {
  if (kind === 'code' && form === 'bare') return null;
  const strength = nameStrength(name);
  if (strength === null || value.length < SHORTEST || OTHERWISE.test(value)) return null;
  // One random text in a thousand does not look random. A comment about it can be missed, a secret may not get out.
  if (kind === null && strength === 'strong' && value.length >= SURE && mixesCharacters(value)) return 'lead';
  if (isPlaceholder(value)) return null;
  if (!looksRandom(value)) return null;
  if (/api/i.test(name) && WEB_CONTEXT.test(text.slice(Math.max(0, at - CONTEXT), at + CONTEXT))) return null;
  const isSure = value.length >= (isHex(value) ? SURE_HEX : SURE) && !UUID.test(value);
  if (strength === 'weak' || !isSure) return isSure || strength === 'strong' ? 'lead' : null;
  return kind === 'code' && (form === 'joined' || !OWN.test(name)) ? 'lead' : 'certain';
}
