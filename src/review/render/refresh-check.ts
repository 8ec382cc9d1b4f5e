import type { Coverage, LedgerFinding, Outcome, RenderedReview } from '../types.js';
import { decideConclusion } from './decide-outcome.js';
import { refreshSummary } from './refresh-summary.js';
import type { Told } from './state-text.js';

/** A review as the ledger has it, as far as its check depends on it. */
export interface CheckedReview {
  outcome: Outcome;
  /** As it was rendered, with its headline. */
  summary: string;
  unread: Coverage['unread'];
  failCheck: boolean;
}

const HEADLINE = /^### (Review: [^\n]*)(?:\n+|$)/;
/** The commit, which is a link or code in the summary. */
const COMMIT = /\[?`([0-9a-f]+)`(?:\]\([^)\s]*\))?/;

/**
 * The check of a review with the states that its findings have now, as `renderReview` would decide it; its annotations
 * stay as they are. Null: the summary is not of a kind that can be brought up to date. Pure.
 */
export function refreshCheck(
  { outcome, summary, unread, failCheck }: CheckedReview,
  findings: readonly (Told & Pick<LedgerFinding, 'handle' | 'severity'>)[],
  repositoryUrl: string | null,
  clean: (text: string) => string,
): Omit<RenderedReview['check'], 'annotations'> | null {
  const text = refreshSummary(summary, findings, repositoryUrl);
  const [heading, headline] = HEADLINE.exec(text) ?? [];
  if (heading === undefined || headline === undefined) return null;
  const open = findings.filter(({ state }) => state === 'open');
  const { conclusion, because } = decideConclusion(outcome, open, { unread }, { fail_check: failCheck });
  return because === null
    ? { conclusion, title: headline.replace(COMMIT, '$1'), summary: text.slice(heading.length) }
    : { conclusion, title: `Fails: ${clean(because)}`, summary: text };
}
