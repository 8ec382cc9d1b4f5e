import { type DismissalReason, leadingReason } from './dismissal-reason.js';
import { isQuestion } from './is-question.js';
import { leadingScope } from './parse-dismissal.js';
import { withoutQuotes } from './without-quotes.js';

export type GuessedReply =
  | { kind: 'dismiss'; reason: DismissalReason; scope: 'finding' | 'file' | 'repository'; text: string }
  /** Thanks, agreement, "fixed": nothing to do. */
  | { kind: 'agree' }
  | { kind: 'unclear' };

const SUBJECT =
  /^(?:no,? +)?(?:(?:this|that|it|f\d{1,6})(?: +is|'s|’s)? +|(?:imo|i think|actually),? +(?:(?:this|that|it)(?: +is|'s|’s)? +)?)?(?=\S)/i;
const AGREEMENT =
  /^(?:thanks|thank you|thx|ty|done|fixed|fixing|good (?:catch|point|find)|nice catch|agreed?|you(?:'re| are) right|right|true|yes|ok|okay|will (?:fix|do)|ack)\b/i;
const LONGEST = 300;

/**
 * Understands a reply to a finding without a model: only what says one of the reasons plainly and at its beginning.
 * `in this file` or `in this repository` right behind it says how far it reaches. A question, a long text, a reason that is part of a longer thought are unclear.
 */
export function guessReply(reply: string): GuessedReply {
  const text = withoutQuotes(reply).replaceAll(/\s+/g, ' ').trim();
  const predicate = text.replace(SUBJECT, '');
  if (AGREEMENT.test(predicate) || /^(?:👍|✅|🙏)/u.test(text)) return { kind: 'agree' };
  if (text === '' || text.length > LONGEST || isQuestion(reply)) return { kind: 'unclear' };
  const words = predicate.split(' ');
  const found = leadingReason(words);
  if (found === null) return { kind: 'unclear' };
  const last = words[found.words - 1] ?? '';
  const rest = words.slice(found.words);
  // "Intentional, see X" and "not a bug because X", not "intentional changes would look different".
  const ends =
    rest.length === 0 ||
    /[.,;:!)]$/.test(last) ||
    /^(?:[-–—(]|(?:because|since|as|here|see|for|in|on|from)\b)/i.test(rest[0] ?? '');
  if (!ends) return { kind: 'unclear' };
  // "In this file we never do that" says why, and not how far.
  const said = /[.,;:!)]$/.test(last) ? null : leadingScope(rest);
  const place =
    said !== null && (rest.length === said.words || /[.,;:]$/.test(rest[said.words - 1] ?? '')) ? said : null;
  const more = rest.slice(place?.words ?? 0).join(' ');
  return {
    kind: 'dismiss',
    reason: found.reason,
    scope: place?.scope ?? 'finding',
    text: more.replace(/^[-–—:,;. ]+/, ''),
  };
}
