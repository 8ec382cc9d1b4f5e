import { isSequence } from './randomness.js';

/** What is replaced before it is used: formats, variables, what a reader is to fill in. Nothing else stands beside it. */
const TEMPLATE =
  /^(?:%[-+ #0]?\d{0,3}(?:\.\d{1,3})?[a-z]|%\([\w.]{1,60}\)[a-z]|\$\{[A-Za-z_][\w.]{0,80}(?:\(\))?\}|\$[A-Z_][A-Z0-9_]{1,60}|\$\{\{[\w. ]{1,80}\}\}|\{\{[\w. ]{1,80}\}\}|\{[A-Za-z_]?[\w.]{0,60}\}|#\{[A-Za-z_][\w.]{0,80}\}|<[A-Za-z][\w -]{0,60}>|\[[a-z]{3,12}\]|\*{3,}|\.{3}|…)+$/;
/** Words that say of a value that it opens nothing. */
const TELLING =
  /^(?:test|tests|testing|tester|fake|dummy|example|examples|sample|mock|demo|bench|your|change|changeme|replace|placeholder|redacted|masked|secret|secrets|password|passwd|passphrase|pass|pwd|token|tokens|key|keys|apikey|foo|bar|baz|qux|invalid|wrong|expired|revoked|missing|unknown|todo|none|null|undefined|here|value|string|user|username|name|hunter|access|refresh|bearer|client|api|auth|authorization|not|real)$/i;
const PIECES = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\d+|[^\p{L}\d]+/gu;
const LONGEST = 80;
const LONGEST_TEMPLATE = 300;
const SHORT = 3;
const MOST_SHORT = 3;

/** Whether all of `value` is put in later: `%s`, `${password}`, `<your key>`. One with a literal in it is not. */
export function isTemplate(value: string): boolean {
  return value.length <= LONGEST_TEMPLATE && TEMPLATE.test(value) && !/[a-z][0-9][a-z0-9]*[0-9][a-z]/i.test(value);
}

/**
 * Whether `value` is nothing but words for what a test or a reader makes up, with simple numbers: `test-token-123`,
 * `your_api_key`, `wrongPassword`, `sk-ant-bench-000000`. A passphrase of other words is none.
 */
export function isObviousFake(value: string): boolean {
  if (value.length === 0 || value.length > LONGEST) return false;
  let [telling, letters, short] = [0, 0, 0];
  for (const [piece] of value.matchAll(PIECES)) {
    if (/^\d/.test(piece)) {
      if (!isSimple(piece)) return false;
    } else if (/^\p{L}/u.test(piece)) {
      letters += piece.length;
      if (TELLING.test(piece)) telling += piece.length;
      else if (new Set(piece.toLowerCase()).size === 1 && piece.length > SHORT) telling += piece.length;
      else if (piece.length > SHORT || ++short > MOST_SHORT) return false;
    } else if (!/^[-_./+ ]{1,2}$/.test(piece)) return false;
  }
  return telling > 0 && telling * 2 >= letters;
}

/** `1`, `123`, `000000`. */
function isSimple(digits: string): boolean {
  return digits.length === 1 || new Set(digits).size === 1 || isSequence(digits);
}
