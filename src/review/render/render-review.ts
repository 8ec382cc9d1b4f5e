import { decideVerdict } from './decide-outcome.js';
import { renderInlineComment } from './render-inline-comment.js';
import { headline, renderSummary, type SummaryParts } from './render-summary.js';
import { severityOrder } from './severity-mark.js';
import { BOUNDS } from '../bounds.js';
import type { Annotation, InlineComment, LedgerFinding, RenderedReview, ReviewSettings } from '../types.js';

const LEVEL = { 'must-fix': 'failure', 'should-fix': 'warning', minor: 'notice', 'pre-existing': 'notice' } as const;

/**
 * Turns the decided round into the texts that are posted. Pure. At most `max_comments` inline comments, worst first;
 * all others stand in the summary's table. A skipped outcome has a check run and no comment (behaviour.md, "Outcomes").
 */
export function renderReview(
  parts: SummaryParts,
  settings: Pick<ReviewSettings, 'max_comments' | 'request_changes' | 'fail_check'>,
  clean: (text: string) => string,
): RenderedReview {
  const { outcome, round, change } = parts;
  const open = [...round.fresh, ...round.standing];
  const verdict = decideVerdict(outcome, open, settings);
  const inline = worstFirst(
    round.fresh.filter(({ anchored, severity }) => anchored && severity !== 'pre-existing'),
  ).slice(0, settings.max_comments);
  const comments = silent(outcome) ? [] : withinBytes(inline.map((finding) => inlineComment(finding, clean)));
  const summary = silent(outcome) ? null : renderSummary(parts, clean);
  return {
    outcome,
    verdict,
    newMustFix: round.fresh.some(({ severity }) => severity === 'must-fix'),
    headSha: change.headSha,
    round: round.number,
    summary,
    reviewBody: headline(parts),
    comments,
    resolved: round.fixed.flatMap((finding) =>
      finding.commentId === null
        ? []
        : [
            {
              findingId: finding.id,
              commentId: finding.commentId,
              commentNodeId: finding.commentNodeId,
              body: resolvedBody(finding, clean),
            },
          ],
    ),
    check: {
      conclusion: conclusion(outcome.kind, open, settings.fail_check),
      title:
        outcome.kind === 'skipped' || outcome.kind === 'failed'
          ? `${outcome.kind}: ${clean(outcome.reason)}`
          : headline(parts),
      summary: summary ?? `Nothing was reviewed: ${'reason' in outcome ? clean(outcome.reason) : ''}.`,
      annotations: silent(outcome)
        ? []
        : worstFirst(open)
            .slice(0, BOUNDS.annotations)
            .map((finding) => annotation(finding, clean)),
    },
  };
}

function silent({ kind }: SummaryParts['outcome']): boolean {
  return kind === 'skipped';
}

function inlineComment(finding: LedgerFinding, clean: (text: string) => string): InlineComment {
  return {
    findingId: finding.id,
    path: finding.path,
    side: finding.side,
    line: finding.line,
    startLine: finding.startLine,
    body: renderInlineComment(finding, clean),
    ...(finding.suggestion === null ? {} : { suggestion: finding.suggestion }),
  };
}

/** The first ones that fit into one submission; the others stand in the table like all that have no comment. */
function withinBytes(comments: readonly InlineComment[]): InlineComment[] {
  let left: number = BOUNDS.commentBytes;
  return comments.filter(({ body, suggestion }) => {
    const bytes = Buffer.byteLength(body) + Buffer.byteLength(suggestion ?? '');
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

function conclusion(
  kind: RenderedReview['outcome']['kind'],
  open: readonly LedgerFinding[],
  failCheck: boolean,
): RenderedReview['check']['conclusion'] {
  if (kind === 'skipped') return 'skipped';
  if (kind === 'failed') return 'neutral';
  if (failCheck && open.some((finding) => finding.severity === 'must-fix')) return 'failure';
  return kind === 'reviewed' ? 'success' : 'neutral';
}

function annotation(finding: LedgerFinding, clean: (text: string) => string): Annotation {
  return {
    path: finding.path,
    line: finding.line,
    startLine: finding.startLine ?? finding.line,
    level: LEVEL[finding.severity],
    title: clean(finding.title),
    message: clean(finding.body),
  };
}

function resolvedBody(finding: LedgerFinding, clean: (text: string) => string): string {
  return `✅ Fixed in ${finding.fixedIn?.slice(0, 7)}.\n\n~~${clean(finding.title).replaceAll('~', '')}~~`;
}

function worstFirst(findings: readonly LedgerFinding[]): LedgerFinding[] {
  return findings.toSorted((a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity));
}
