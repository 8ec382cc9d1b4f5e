import { severityOrder } from '../../review/render/severity-mark.js';
import type { ReviewReport } from './review-report.js';

/** `2 must-fix, 1 minor`, or `no findings`. */
export function findingsLine({ findings }: Pick<ReviewReport, 'findings'>): string {
  const counts = severityOrder.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return counts.join(', ') || 'no findings';
}

/** `11 of 12 files read (1 skipped: lockfile)`. */
export function coverageLine({ coverage: { total, read, skipped, unread } }: Pick<ReviewReport, 'coverage'>): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))].join(', ');
  const left = [
    unread.length > 0 ? `${unread.length} not read` : '',
    skipped.length > 0 ? `${skipped.length} skipped: ${reasons}` : '',
  ].filter(Boolean);
  return `${read.length} of ${total} ${total === 1 ? 'file' : 'files'} read${left.length > 0 ? ` (${left.join('; ')})` : ''}`;
}

/** The whole review in one line: `partial: rules only · 2 must-fix · 3 of 3 files read · 1.2 s`. */
export function closingLine(report: ReviewReport): string {
  const { outcome, model, cost, durationMs } = report;
  return [
    outcome.reason === null ? outcome.kind : `${outcome.kind}: ${outcome.reason}`,
    findingsLine(report),
    coverageLine(report),
    ...(model === null ? [] : [`${model}, $${cost.toFixed(2)}`]),
    `${(durationMs / 1000).toFixed(1)} s`,
  ].join(' · ');
}
