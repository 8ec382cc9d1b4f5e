import { decideConclusion, decideVerdict } from './decide-outcome.js';
import { inertLine } from '../../markdown/inert.js';
import { commitAddress, ownLink } from '../../markdown/own-link.js';
import { tellsOfInjection } from './injection-notice.js';
import { renderInlineComment } from './render-inline-comment.js';
import { renderOutcome } from './render-outcome.js';
import {
  headline,
  headlineMarkdown,
  noticesText,
  renderSummary,
  shownRisk,
  type SummaryParts,
} from './render-summary.js';
import { isToldAtLine } from './told-at-line.js';
import { severityOrder } from './severity-mark.js';
import { BOUNDS } from '../bounds.js';
import type { Annotation, InlineComment, LedgerFinding, RenderedReview, ReviewSettings } from '../types.js';

const LEVEL = { 'must-fix': 'failure', 'should-fix': 'warning', minor: 'notice', 'pre-existing': 'notice' } as const;

/**
 * Turns the decided round into the texts that are posted. Pure. Inline comments, worst first, as many as `max_comments`
 * and `max_minor_comments` allow; all others stand in the summary's table. A skipped outcome has a
 * check run and no comment (behaviour.md, "Outcomes").
 */
export function renderReview(
  parts: SummaryParts,
  settings: Pick<ReviewSettings, 'max_comments' | 'max_minor_comments' | 'request_changes' | 'fail_check'>,
  clean: (text: string) => string,
): RenderedReview {
  const { outcome, round, change, coverage } = parts;
  const open = [...round.fresh, ...round.standing];
  const verdict = decideVerdict(outcome, open, settings);
  const atLine = worstFirst(
    round.fresh.filter((finding) => finding.anchored && finding.severity !== 'pre-existing' && isToldAtLine(finding)),
  );
  const inline = withinSettings(atLine, settings);
  const { conclusion, because } = decideConclusion(outcome, open, coverage, settings);
  const withPrompt = !parts.notices.some(tellsOfInjection);
  const comments =
    outcome.kind === 'skipped'
      ? []
      : withinBytes(inline.map((finding) => inlineComment(finding, clean, { withPrompt })));
  // Where an inline comment stands, an annotation would say it again.
  const told = new Set(comments.map(({ findingId }) => findingId));
  const heading = `### ${headlineMarkdown(parts)}\n\n`;
  const text = renderSummary(parts, clean);
  return {
    outcome,
    verdict,
    risk: shownRisk(parts),
    newMustFix: round.fresh.some(({ severity }) => severity === 'must-fix'),
    headSha: change.headSha,
    round: round.number,
    summary: outcome.kind === 'skipped' ? null : `${heading}${text}`,
    reviewBody: headlineMarkdown(parts),
    comments,
    resolved: round.fixed.flatMap((finding) =>
      finding.commentId === null
        ? []
        : [
            {
              findingId: finding.id,
              commentId: finding.commentId,
              commentNodeId: finding.commentNodeId,
              body: resolvedBody(finding, parts, clean),
            },
          ],
    ),
    check:
      outcome.kind === 'skipped'
        ? skippedCheck({ ...outcome, reason: clean(outcome.reason) }, parts, clean)
        : {
            conclusion,
            title: because === null ? headline(parts) : `Fails: ${clean(because)}`,
            // The title is the headline, but where it says why the check fails.
            summary: because === null ? text : `${heading}${text}`,
            annotations: worstFirst(
              open.filter((finding) => finding.commentId === null && !told.has(finding.id) && isToldAtLine(finding)),
            )
              .slice(0, BOUNDS.annotations)
              .map((finding) => annotation(finding, clean)),
          },
  };
}

/**
 * Of the findings, worst first, those that have comments: few enough to be read. Only what must be fixed may take all of
 * `max_comments`, the others no more than half of it.
 */
function withinSettings(
  findings: readonly LedgerFinding[],
  { max_comments, max_minor_comments }: Pick<ReviewSettings, 'max_comments' | 'max_minor_comments'>,
): LedgerFinding[] {
  const minor = findings.filter(({ severity }) => severity === 'minor').length;
  return findings
    .slice(0, findings.length - Math.max(0, minor - max_minor_comments))
    .filter(({ severity }, at) => at < (severity === 'must-fix' ? max_comments : Math.ceil(max_comments / 2)));
}

/** What was wrong with the settings may be why nothing was reviewed. */
function skippedCheck(
  outcome: SummaryParts['outcome'],
  { change, notices }: SummaryParts,
  clean: (text: string) => string,
): RenderedReview['check'] {
  const { check } = renderOutcome(outcome, change.headSha);
  return { ...check, summary: [check.summary, noticesText(notices, clean)].filter(Boolean).join('\n\n') };
}

function inlineComment(
  finding: LedgerFinding,
  clean: (text: string) => string,
  { withPrompt }: { withPrompt: boolean },
): InlineComment {
  return {
    findingId: finding.id,
    handle: finding.handle,
    path: finding.path,
    side: finding.side,
    line: finding.line,
    startLine: finding.startLine,
    body: renderInlineComment(finding, clean, { withPrompt }),
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

function resolvedBody(
  finding: LedgerFinding,
  { repositoryUrl }: Pick<SummaryParts, 'repositoryUrl'>,
  clean: (text: string) => string,
): string {
  const sha = finding.fixedIn ?? '';
  const commit = ownLink(sha.slice(0, 7), repositoryUrl === null ? null : commitAddress(repositoryUrl, sha));
  return `✅ Fixed in ${commit}.\n\n~~${inertLine(finding.title, clean) || 'Finding'}~~`;
}

function worstFirst(findings: readonly LedgerFinding[]): LedgerFinding[] {
  return findings.toSorted((a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity));
}
