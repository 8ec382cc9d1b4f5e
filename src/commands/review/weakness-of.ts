/** Numbers of https://cwe.mitre.org, by the name of a rule without its language. */
const WEAKNESSES: Readonly<Record<string, number>> = {
  'any-version': 1357,
  'archive-extraction': 22,
  'assert-authorization': 862,
  'autoescape-off': 79,
  'blocking-in-async': 1322,
  'command-injection': 78,
  'cookie-flags': 614,
  'cors-credentials': 942,
  'dangerous-html': 79,
  'debug-server': 489,
  'defer-in-loop': 772,
  eval: 95,
  'foreign-source': 829,
  'http-without-timeout': 1088,
  'ignored-error': 252,
  'inner-html': 79,
  'insecure-random': 338,
  'install-script': 829,
  'jwt-unverified': 347,
  lockfile: 1357,
  'nosql-injection': 943,
  'open-redirect': 601,
  'path-traversal': 22,
  'predictable-temporary-file': 377,
  'prototype-pollution': 1321,
  'reflected-html': 79,
  'regex-backtracking': 1333,
  'response-html': 79,
  'script-injection': 94,
  'signing-secret': 798,
  'sql-injection': 89,
  'ssh-host-key-unchecked': 322,
  ssrf: 918,
  'swallowed-error': 390,
  'swallowed-exception': 390,
  'template-injection': 1336,
  'text-template-html': 79,
  'timing-unsafe-compare': 208,
  'tls-verification-off': 295,
  'unclosed-body': 772,
  'unclosed-rows': 772,
  'unescaped-html': 79,
  'unpinned-action': 829,
  'unsafe-deserialization': 502,
  'untrusted-checkout': 829,
  'wait-group-add-inside': 362,
  'weak-password-hash': 916,
  'write-all': 250,
  xxe: 611,
  'yaml-load': 502,
  'zip-slip': 22,
};
/** Each of these is a credential in the source. */
const SECRETS = 'secrets/';
const HARD_CODED_CREDENTIAL = 798;

/** The weakness that a rule is about, as the Common Weakness Enumeration counts it; null: none of them. Pure. */
export function weaknessOf(rule: string): { number: number; url: string } | null {
  const name = rule.slice(rule.indexOf('/') + 1);
  const number = rule.startsWith(SECRETS)
    ? HARD_CODED_CREDENTIAL
    : Object.hasOwn(WEAKNESSES, name)
      ? WEAKNESSES[name]
      : undefined;
  return number === undefined ? null : { number, url: `https://cwe.mitre.org/data/definitions/${number}.html` };
}
