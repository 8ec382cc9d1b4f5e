import { cutText } from '../words/cut-text.js';
import type { DismissalRequest } from './command.js';
import { DismissalReason, leadingReason } from './dismissal-reason.js';
import { leadingTime, MOST_DAYS } from './lasting.js';

const LONGEST_TEXT = 500;

/**
 * Reads `<reason> [in this file | in this repository] [for 30d] [free text]`. Returns the problem as a sentence if the
 * reason is missing or the time is too long.
 */
export function parseDismissal(words: readonly string[]): DismissalRequest | { problem: string } {
  const found = leadingReason(words);
  if (found === null)
    return { problem: `A dismissal needs one of these reasons: ${DismissalReason.options.join(', ')}.` };
  let rest = withoutSeparator(words.slice(found.words));
  let scope: DismissalRequest['scope'] = 'finding';
  let days: number | null = null;
  for (let more = true; more;) {
    const place = leadingScope(rest);
    const time = leadingTime(rest);
    more = place !== null || time !== null;
    if (place !== null) scope = place.scope;
    if (time !== null) days = time.days;
    rest = withoutSeparator(rest.slice(place?.words ?? time?.words ?? 0));
  }
  if (days !== null && (days < 1 || days > MOST_DAYS)) {
    return { problem: `A dismissal lasts from 1 to ${MOST_DAYS} days, or for good.` };
  }
  return { reason: found.reason, text: cutText(rest.join(' '), LONGEST_TEXT), scope, days };
}

/** `in this file`, `in this repository` at the beginning; null: neither stands there. */
export function leadingScope(words: readonly string[]): { scope: 'file' | 'repository'; words: number } | null {
  const [first, second, third] = words.slice(0, 3).map((word) =>
    word
      .slice(0, 20)
      .toLowerCase()
      .replace(/[.,;:]+$/, ''),
  );
  if (first !== 'in' || second !== 'this') return null;
  if (third === 'file') return { scope: 'file', words: 3 };
  return third === 'repository' || third === 'repo' ? { scope: 'repository', words: 3 } : null;
}

/** `not a bug: because …`, `not a bug - because …`. */
function withoutSeparator(words: readonly string[]): readonly string[] {
  return words[0] !== undefined && /^[-–—:,;.]+$/.test(words[0]) ? words.slice(1) : words;
}
