import { cleanText } from '../../review/analyzers/clean-text.js';
import { severityOrder } from '../../review/render/severity-mark.js';
import type { ChangeHistory } from '../../review/history/types.js';
import type { LedgerFinding } from '../../review/types.js';
import { version } from '../../version.js';
import { ReportHistory, type ReportFinding, type ReviewReport } from './review-report.js';
import type { ReviewedRange } from './review-range.js';

/** The report of a reviewed range: the one source of all formats. Secrets are masked in everything that is shown. */
export function buildReport({ range, change, result, durationMs }: ReviewedRange, more: string[]): ReviewReport {
  const { rendered, round, leads, coverage, dropped, notices, model, context } = result;
  const { outcome } = rendered;
  const nothing = change.files.length === 0;
  return {
    version: 1,
    tool: { name: 'nectr', version },
    repository: change.repository,
    base: { ref: range.baseRef, sha: range.baseSha, mergeBase: range.mergeBase },
    head: { ref: range.headRef, sha: range.headSha },
    outcome: nothing
      ? { kind: 'skipped', reason: `${range.headRef} changes nothing since ${range.baseRef}` }
      : outcome.kind === 'reviewed'
        ? { kind: 'reviewed', reason: null }
        : { kind: outcome.kind === 'skipped' ? 'skipped' : 'partial', reason: cleanText(outcome.reason) },
    verdict: rendered.verdict,
    findings: byFile([...(round?.fresh ?? []), ...(round?.standing ?? [])]).map(reportFinding),
    leads: leads.open.map(({ path, line, rule, title }) => ({ path, line, rule, title: cleanText(title) })),
    ...(context.history && { history: reportHistory(context.history) }),
    coverage,
    dropped,
    notices: [...notices, ...more].map(cleanText),
    model: model?.model ?? null,
    cost: model?.cost ?? 0,
    tokens: { input: model?.tokensIn ?? 0, output: model?.tokensOut ?? 0, cached: model?.tokensCached ?? 0 },
    durationMs,
  };
}

/** Callers are none of git's; every text is cleaned, titles and names of people too. */
function reportHistory(history: ChangeHistory): ReportHistory {
  return ReportHistory.parse(
    JSON.parse(JSON.stringify(history), (_key, value) => (typeof value === 'string' ? cleanText(value) : value)),
  );
}

function reportFinding(finding: LedgerFinding): ReportFinding {
  const { handle, fingerprint, rule, severity, category, path, side, line, startLine, suggestion, remedy } = finding;
  return {
    id: `F${handle}`,
    fingerprint,
    rule,
    severity,
    category,
    title: cleanText(finding.title),
    body: cleanText(finding.body),
    path,
    side,
    line,
    startLine,
    quote: cleanText(finding.quote),
    evidence: cleanText(finding.evidence),
    suggestion,
    ...(remedy === undefined ? {} : { remedy: cleanText(remedy) }),
  };
}

/** Files by their worst finding, then by name; within a file by line. */
function byFile(findings: readonly LedgerFinding[]): LedgerFinding[] {
  const rank = ({ severity }: LedgerFinding) => severityOrder.indexOf(severity);
  const worst = new Map<string, number>();
  for (const finding of findings)
    worst.set(finding.path, Math.min(rank(finding), worst.get(finding.path) ?? severityOrder.length));
  const worstIn = ({ path }: LedgerFinding) => worst.get(path) ?? severityOrder.length;
  return findings.toSorted((a, b) => worstIn(a) - worstIn(b) || compare(a.path, b.path) || a.line - b.line);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
