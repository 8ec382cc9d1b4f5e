const FAILED = '### Review failed';
const FOLD = '<details><summary>The last review</summary>\n\n';
const END = '\n\n</details>';

/**
 * A failure's summary with the last review folded under it, so that its findings stay in sight until the next one.
 * `earlier` is the summary that stands there now, without marker: a review, or a failure that has one folded already.
 */
export function foldLastReview(failure: string, earlier: string | null): string {
  const last = earlier === null ? null : lastReview(earlier);
  return last === null ? failure : `${failure}\n\n${FOLD}${last}${END}`;
}

function lastReview(summary: string): string | null {
  if (!summary.startsWith(FAILED)) return summary;
  const from = summary.indexOf(FOLD);
  const to = summary.lastIndexOf(END);
  return from < 0 || to < from ? null : summary.slice(from + FOLD.length, to);
}
