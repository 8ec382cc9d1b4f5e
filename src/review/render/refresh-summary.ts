import { headCounts } from './render-summary.js';
import { stateText, type Told } from './state-text.js';
import type { LedgerFinding } from '../types.js';

/** Up to what does not change with the states. */
const HEAD = /^### Review: [^\r\n\u2028\u2029]*? · (?=risk |reviewed |partial |rules only )/m;
const ROW = /^(\| \S+ \| (?:\[`)?F(\d+)[ `].* \|) [^|]* \|$/;

/**
 * The summary of a review with the states its findings have now: the table's last column and the counts in the
 * headline; everything else stays as it was written. Pure; applying it twice changes nothing.
 */
export function refreshSummary(
  summary: string,
  findings: readonly (Told & Pick<LedgerFinding, 'handle' | 'severity'>)[],
  repositoryUrl: string | null,
): string {
  const byHandle = new Map(findings.map((finding) => [finding.handle, finding]));
  const told: Pick<LedgerFinding, 'state' | 'severity'>[] = [];
  const lines = summary.split('\n').map((line) => {
    const [, before, handle] = ROW.exec(line) ?? [];
    const finding = byHandle.get(Number(handle));
    if (before === undefined || finding === undefined) return line;
    told.push(finding);
    return `${before} ${stateText(finding, repositoryUrl)} |`;
  });
  if (told.length === 0) return summary;
  return lines.join('\n').replace(HEAD, `### Review: ${headCounts(told)} · `);
}
