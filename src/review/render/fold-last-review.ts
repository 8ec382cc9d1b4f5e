import { inertLine } from '../../markdown/inert.js';

const FAILED = '### Review failed';
const NOT_REVIEWED = '### Not reviewed';
const WAITS = 'Next try: ';
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

/**
 * The summary after a run that waited has ended without a review, for `reason`: the last review stands there again, and
 * where there was none, why there is none. Null: it tells of no wait for this head, and stays as it is.
 */
export function endWaiting(summary: string, headSha: string, reason: string): string | null {
  const sha = headSha.slice(0, 7);
  const [notice = ''] = summary.split(FOLD);
  if (!notice.startsWith(FAILED) || !notice.includes(WAITS) || !notice.includes(sha)) return null;
  return lastReview(summary) ?? `${NOT_REVIEWED} · \`${sha}\`\n\n\`${sha}\` was not reviewed: ${inertLine(reason)}.`;
}

function lastReview(summary: string): string | null {
  if (summary.startsWith(NOT_REVIEWED)) return null;
  if (!summary.startsWith(FAILED)) return summary;
  const from = summary.indexOf(FOLD);
  const to = summary.lastIndexOf(END);
  return from < 0 || to < from ? null : summary.slice(from + FOLD.length, to);
}
