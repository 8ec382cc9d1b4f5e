import { redactUnless } from '../../access/redact.js';
import { maskUnless } from './mask-secrets.js';
import type { SecretMatch } from './secrets/find-secrets.js';
import { isExampleToken } from './secrets/placeholder.js';
import { isObviousFake, isTemplate } from './secrets/obvious-fake.js';

/**
 * A text of others as a model may read it: without secrets, but with what only stands where one goes, because code
 * cannot be judged without it (`mongodb://%s:%s@`, `${password}`, `<token>`, `test-token`). What is not plainly that is
 * masked, whether or not the rules are sure of it: see `cleanText` for texts that are stored or posted.
 */
export function cleanForModel(text: string): string {
  return redactUnless(maskUnless(text, isReadable), (value) => isOneExample(value) || isReadableValue(value));
}

/** Beside what is put in later a literal may stand, such as a default: `${PASSWORD:-hunter2}`. */
const HAS_TEMPLATE = /[$#%]\{|\{\{|<|\*{3}|\.{3}/;

/** Of two in one address the words of one would speak for the other. */
function isOneExample(value: string): boolean {
  return !value.includes(':') && !HAS_TEMPLATE.test(value) && isExampleToken(value);
}

/** The rules say of a format that a token is none (`null`); of what only its place makes a secret they may be wrong. */
function isReadable({ tier, rule }: SecretMatch, value: string): boolean {
  if (tier === 'certain') return false;
  if (tier === null && (rule.kind === 'format' || rule.id === 'secrets/jwt')) return true;
  return isReadableValue(value);
}

/** Of `user:password` both must be: a token may stand in front of the colon. */
function isReadableValue(value: string): boolean {
  const [user = '', ...rest] = value.split(':');
  if (rest.length === 0) return isPlain(value);
  const password = rest.join(':');
  return (isPlain(user) || USER.test(user)) && (isPlain(password) || (password === user && USER.test(user)));
}

/** A name of a person or a service. */
const USER = /^[a-z][a-z_-]{0,15}$/i;

function isPlain(value: string): boolean {
  return isTemplate(value) || isObviousFake(value);
}
