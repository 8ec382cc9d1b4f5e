import { countsText } from './render-summary.js';
import { stateText } from './state-text.js';
import type { LedgerFinding } from '../types.js';

const ROW = /^(\| \S+ \| F(\d+) .* \|) [^|]* \|$/;

/**
 * The summary of a review with the states its findings have now: the table's last column and the counts in the
 * headline; everything else stays as it was written. Pure; applying it twice changes nothing.
 */
export function refreshSummary(
  summary: string,
  findings: readonly Pick<LedgerFinding, 'handle' | 'state' | 'fixedIn' | 'severity'>[],
): string {
  const byHandle = new Map(findings.map((finding) => [finding.handle, finding]));
  const told: Pick<LedgerFinding, 'state' | 'severity'>[] = [];
  const lines = summary.split('\n').map((line) => {
    const [, before, handle] = ROW.exec(line) ?? [];
    const finding = byHandle.get(Number(handle));
    if (before === undefined || finding === undefined) return line;
    told.push(finding);
    return `${before} ${stateText(finding)} |`;
  });
  if (told.length === 0) return summary;
  const counts = countsText(told.filter(({ state }) => state === 'open'));
  return lines.join('\n').replace(/^### Review: [^·\r\n\u2028\u2029]* ·/m, `### Review: ${counts} ·`);
}
