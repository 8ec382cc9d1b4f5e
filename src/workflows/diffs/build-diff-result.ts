import type { ReviewResult } from '../../review/review-contract.js';
import { severityOrder } from '../../review/render/severity-mark.js';
import type { LedgerFinding } from '../../review/types.js';
import type { DiffReviewResult } from './diff-review-result.js';

/** Files that could not be read are named up to here; the notices give the number. */
const MOST_UNREAD = 50;

/** What is kept of a review: its findings, worst first, and what it did not read. `clean` masks secrets. Pure. */
export function buildDiffResult(
  { rendered, round, coverage, notices, context, model }: ReviewResult,
  clean: (text: string) => string,
): DiffReviewResult {
  const { outcome } = rendered;
  const { read, skipped, unread, total } = coverage;
  const kind = outcome.kind === 'reviewed' || outcome.kind === 'skipped' ? outcome.kind : 'partial';
  const missing = context.missing.map(({ source, reason }) => `${source}: ${reason}`);
  const more = unread.length > MOST_UNREAD ? [`${unread.length} files were not read.`] : [];
  return {
    outcome: kind,
    reason: 'reason' in outcome && outcome.reason !== null ? clean(outcome.reason) : null,
    verdict: rendered.verdict,
    findings: worstFirst(round).map((finding) => shown(finding, clean)),
    coverage: {
      total,
      read: read.length,
      skipped: skipped.length,
      unread: unread.slice(0, MOST_UNREAD).map(({ path, reason }) => ({ path: clean(path), reason: clean(reason) })),
    },
    notices: [...notices, ...missing, ...more].map(clean),
    model: model?.model ?? null,
    cost_usd: model?.cost ?? 0,
  };
}

/** What a round tells, in the order of the result. Pure. */
export function worstFirst(round: ReviewResult['round']): LedgerFinding[] {
  return [...(round?.fresh ?? []), ...(round?.standing ?? [])].toSorted(
    (a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity),
  );
}

function shown(finding: LedgerFinding, clean: (text: string) => string): DiffReviewResult['findings'][number] {
  const { severity, category, rule, title, body, evidence, path, side, line, startLine, quote, suggestion } = finding;
  return {
    severity,
    category,
    rule,
    title: clean(title),
    body: clean(body),
    evidence: clean(evidence),
    path,
    side,
    line,
    start_line: startLine,
    quote: clean(quote),
    suggestion,
  };
}
