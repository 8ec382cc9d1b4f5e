const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d{1,9})\b/gi;

/** Which issues the body of a pull request closes, by GitHub's keywords. */
export function closingNumbers(body: string): number[] {
  return [...new Set([...body.matchAll(CLOSING)].map(([, digits]) => Number(digits)))];
}
