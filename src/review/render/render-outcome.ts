import { codeSpan } from '../../markdown/code-text.js';
import { inertLine } from '../../markdown/inert.js';
import type { Outcome, RenderedReview } from '../types.js';

/**
 * What is shown when a run ends without a review: a check run always, a summary only for a failure (behaviour.md,
 * "Outcomes").
 */
export function renderOutcome(outcome: Outcome, headSha: string): Pick<RenderedReview, 'summary' | 'check'> {
  const sha = codeSpan(headSha.slice(0, 7)) || 'the head';
  if (outcome.kind === 'failed') {
    const next =
      outcome.nextTry === null
        ? 'Push again or comment `/nectr review` to try again.'
        : `Next try: ${outcome.nextTry}.`;
    const text = `The review of ${sha} failed: ${inertLine(outcome.reason)}. ${next}`;
    return {
      summary: `### Review failed · ${sha}\n\n${text}`,
      check: { conclusion: 'neutral', title: 'Review failed', summary: text, annotations: [] },
    };
  }
  const reason = outcome.kind === 'reviewed' ? 'reviewed' : outcome.reason;
  return {
    summary: null,
    check: {
      conclusion: 'skipped',
      title: `Skipped: ${reason}`,
      summary: `${sha} was not reviewed: ${inertLine(reason)}.`,
      annotations: [],
    },
  };
}
