/** Orders by a sign: `/merge` (prow and most others), `@dependabot merge`. */
const SIGNED = /^[/@][a-z]/i;
/** Bots that obey their bare name: `bors r+`, `bors try`. https://bors.tech/documentation/ */
const NAMED = /^(?:bors|homu)(?:-ng)?[:,]?[^\S\n]/i;
/**
 * Words that some bots obey where they are all of a line: Zuul, the Jenkins builders of pull requests, bots that count
 * approvals.
 */
const ALONE =
  /^(?:r[+-]|re(?:check|test|build|base|verify|run)|merge|squash|lgtm|:?shipit:?|ship it|approved?|ok to test|(?:re)?test this please|build this please|add to (?:white|allow)list)[\s.!]*$/i;

/**
 * Whether a line is one that a bot takes for an order. They read the raw text of a comment, code included, and what a
 * line begins with; with any other mark before it the same line is none.
 */
export function isOrder(line: string): boolean {
  const text = line.trimStart();
  return SIGNED.test(text) || NAMED.test(text) || ALONE.test(text);
}
