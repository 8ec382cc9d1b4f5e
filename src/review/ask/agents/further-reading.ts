import type { Claim } from '../../types.js';
import type { Candidate } from '../candidates.js';
import type { Fence } from '../prompt/fence.js';

/** What each further reading asks of every changed function, so that it does not go the first one's way again. */
const QUESTIONS = [
  'which input has nobody checked (none, one, very many, of another type, of another tenant)? what happens when each call in it fails, or is late? what if it runs twice, or beside itself? does every caller still fit? does its sibling or other half still agree? what did the removed lines guarantee, and who guarantees it now?',
  'does it do what its name, its documentation, the description and the issue promise, in every case? what is left behind when it ends halfway (a row, a file, a lock, a listener, a half-set state)? what do data written before this change, and clients of the old interface, meet? is each value what its user takes it for (unit, encoding, order, time zone, missing or empty)? would its tests fail if it were wrong?',
];

/** Further readings that there are questions for. */
export const MOST_FURTHER_READINGS = QUESTIONS.length;

/**
 * The task of a fresh reader of the same part: what is found is known, what is not found is asked for, in another order
 * of the files. `nth` counts from 0.
 */
export function furtherReadingTask(
  nth: number,
  { paths, found, dropped }: { paths: readonly string[]; found: readonly Claim[]; dropped: readonly Candidate[] },
  language: string,
  fence: Fence,
): string {
  const claims = found.map(({ path, line, title, body }) => `- ${path}:${line} ${title}\n  ${body}`);
  const doubts = dropped.map(
    ({ path, line, doubt, because, reason }) =>
      `- ${path}:${line} ${doubt}\n  ${because === null ? 'left without an answer' : `${because}: ${reason}`}`,
  );
  return [
    '# Your task',
    'Others have read this part of the change. Find what they have missed.',
    `What they reported; it is told, do not report it again:\n${fence.data('reported', claims.join('\n') || '(nothing)')}`,
    `What they doubted and dropped. Each reason may be wrong: note again those whose reason does not hold.\n${fence.data('dropped', doubts.join('\n') || '(nothing)')}`,
    paths.length > 1
      ? `Read the files in this order: ${fence.data('order', paths.toReversed().join('\n'))}`
      : 'Read it from its end to its beginning.',
    `Take each changed function for itself and ask: ${QUESTIONS[nth % QUESTIONS.length]}`,
    'Note a candidate for each question that the code in front of you does not answer at once, then decide each as usual. What is weaker than a finding stays none: to find nothing more is a good result.',
    language === 'en' ? '' : `Write title, why, how_verified and summary in the language "${language}".`,
    'Then end with the closing text.',
  ]
    .filter(Boolean)
    .join('\n');
}
