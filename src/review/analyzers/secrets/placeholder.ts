import { isSequence, shareOfWords } from './randomness.js';

/** What people write where a credential goes; none of it comes about by chance in a text of 100 characters. */
const SAID =
  /EXAMPLE|example|your[-_.]|YOUR|placeholder|change.?me|redacted|REDACTED|insert|[xX]{6}|\*{3}|\.{3}|<|\$\{|\{\{/;
/** `SlackAppConfigurationAccessTokenHere`: no random text has so many letters in words. */
const MOST_WORDS = 0.6;
/** As long as a format, no proof: `fake` or `12345678` can be a part of a live token. */
const SAID_OF_NAMED =
  /sample|dummy|fake|replace|todo|none|null|undefined|not[-_]?set|12345678|abcdefgh|password|secret|test[-_]?(?:key|token)|^test|django-insecure/i;
/** Web pages carry these on purpose, and Azure's emulator has one key for all. */
const PUBLISHED =
  /^(?:pk_(?:live|test)_|sk_test_|rk_test_|phc_|pk\.eyJ|FLWPUBK|pubkey-|NRJS-|sb_publishable_|6L[a-zA-Z0-9_-]{38}$|AIza|Eby8vdM02x)/;

/** Whether `value`, which has the format of a token, only shows how one looks. */
export function isExampleToken(value: string): boolean {
  return SAID.test(value) || isSequence(value) || hasLongRun(value) || shareOfWords(value) > MOST_WORDS;
}

/** Tokens of https://www.rfc-editor.org/rfc/rfc6749 and 6750, copied into countless documents. */
const OF_STANDARDS =
  /^(?:2YotnFZFEjr1zCsicMWpAA|tGzv3JOkF0XG5Qx2TlKWIA|czZCaGRSa3F0MzpnWDFmQmF0M2JW|mF_9\.B5f-4\.1JqM)$/;

/** Whether `value`, which only its name makes a credential, is a placeholder or published on purpose. */
export function isPlaceholder(value: string): boolean {
  return isExampleToken(value) || SAID_OF_NAMED.test(value) || PUBLISHED.test(value) || OF_STANDARDS.test(value);
}

/** One character again and again, over a third of the text. */
function hasLongRun(value: string): boolean {
  let run = 1;
  for (let index = 1; index < value.length; index += 1) {
    run = value[index] === value[index - 1] ? run + 1 : 1;
    if (run >= Math.max(8, value.length / 3)) return true;
  }
  return false;
}
