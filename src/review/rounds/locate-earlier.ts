import { maskSecrets } from '../analyzers/mask-secrets.js';
import { normalisedLine } from './fingerprint.js';
import { isFromModel } from '../ask/merge-claims.js';
import type { LedgerFinding } from '../types.js';

/** Lines around a finding whose change makes its truth uncertain. */
const AROUND = 10;

export interface Located {
  /** Where the quoted line stands at the head now, nearest to where it stood; null: nowhere. */
  line: number | null;
  /** The code around it has changed since: somebody must look again. */
  uncertain: boolean;
}

/**
 * Where the model's open findings of earlier rounds stand now. Only files that were read; rules find their own again.
 * Quotes are kept masked, so the masked lines are compared. `since`: lines that are new since the last round, by path; null: not known, everything may have changed.
 */
export function locateEarlier(
  earlier: readonly LedgerFinding[],
  contents: ReadonlyMap<string, string>,
  since: ReadonlyMap<string, ReadonlySet<number>> | null,
): Map<string, Located> {
  const located = new Map<string, Located>();
  for (const finding of earlier) {
    const text = contents.get(finding.path);
    if (text === undefined || finding.state !== 'open' || !isFromModel(finding)) continue;
    const line = nearestLine(text, finding);
    const changed = since === null ? null : (since.get(finding.path) ?? new Set<number>());
    const around = line ?? finding.line;
    const uncertain = line === null || changed === null || [...changed].some((one) => Math.abs(one - around) <= AROUND);
    located.set(finding.id, { line, uncertain });
  }
  return located;
}

function nearestLine(text: string, { quote, line }: LedgerFinding): number | null {
  const wanted = normalisedLine(maskSecrets(quote));
  const places = maskSecrets(text)
    .split('\n')
    .flatMap((one, index) => (normalisedLine(one) === wanted ? [index + 1] : []));
  const [first] = places.toSorted((a, b) => Math.abs(a - line) - Math.abs(b - line));
  return first ?? null;
}
