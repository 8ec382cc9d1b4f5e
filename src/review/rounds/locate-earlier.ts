import { normalisedLine } from './fingerprint.js';
import { isFromModel } from '../ask/merge-claims.js';
import type { HeadTexts } from '../plan/head-texts.js';
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
 * `since`: lines that are new since the last round, by path; null: not known, everything may have changed.
 */
export async function locateEarlier(
  earlier: readonly LedgerFinding[],
  texts: HeadTexts,
  since: ReadonlyMap<string, ReadonlySet<number>> | null,
): Promise<Map<string, Located>> {
  const located = new Map<string, Located>();
  const byPath = new Map<string, LedgerFinding[]>();
  for (const finding of earlier) {
    if (finding.state !== 'open' || !isFromModel(finding)) continue;
    const known = byPath.get(finding.path);
    if (known) known.push(finding);
    else byPath.set(finding.path, [finding]);
  }
  for (const [path, findings] of byPath) {
    const text = await texts.read(path);
    if (text === null) continue;
    const places = placesOf(text, new Set(findings.map(({ quote }) => normalisedLine(quote))));
    const changed = since === null ? null : (since.get(path) ?? new Set<number>());
    for (const finding of findings) {
      const line = nearest(places.get(normalisedLine(finding.quote)) ?? [], finding.line);
      const uncertain = line === null || changed === null || isNear(changed, line);
      located.set(finding.id, { line, uncertain });
    }
  }
  return located;
}

/** The lines (1-based) of each wanted text, in one pass. */
function placesOf(text: string, wanted: ReadonlySet<string>): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, one] of text.split('\n').entries()) {
    const line = normalisedLine(one);
    if (!wanted.has(line)) continue;
    const known = places.get(line);
    if (known) known.push(index + 1);
    else places.set(line, [index + 1]);
  }
  return places;
}

function nearest(places: readonly number[], line: number): number | null {
  let best: number | null = null;
  for (const place of places) if (best === null || Math.abs(place - line) < Math.abs(best - line)) best = place;
  return best;
}

function isNear(changed: ReadonlySet<number>, line: number): boolean {
  for (let one = line - AROUND; one <= line + AROUND; one += 1) if (changed.has(one)) return true;
  return false;
}
