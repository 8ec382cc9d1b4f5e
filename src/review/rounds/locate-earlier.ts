import { maskSecrets } from '../analyzers/mask-secrets.js';
import { groupBy } from '../group-by.js';
import { normalisedLine } from './fingerprint.js';
import type { HeadTexts } from '../plan/head-texts.js';
import { isFromModel, isFromTool } from '../ask/merge-claims.js';
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
 * Where the open findings of earlier rounds stand now that the model or a tool made. Only files that were read; rules
 * find their own again. Quotes are kept masked, so the masked lines are compared. `since`: lines that are new since the
 * last round, by path; null: not known, everything may have changed.
 */
export async function locateEarlier(
  earlier: readonly LedgerFinding[],
  texts: Pick<HeadTexts, 'read'>,
  since: ReadonlyMap<string, ReadonlySet<number>> | null,
): Promise<Map<string, Located>> {
  const located = new Map<string, Located>();
  const open = earlier.filter((finding) => finding.state === 'open' && (isFromModel(finding) || isFromTool(finding)));
  for (const [path, findings] of groupBy(open, (finding) => finding.path)) {
    const text = await texts.read(path);
    if (text === null) continue;
    const wanted = new Map(findings.map(({ id, quote }) => [id, normalisedLine(maskSecrets(quote))]));
    const places = linesOf(maskSecrets(text), new Set(wanted.values()));
    const changed = since === null ? null : (since.get(path) ?? new Set<number>());
    for (const finding of findings) {
      const line = nearest(places.get(wanted.get(finding.id) ?? '') ?? [], finding.line);
      const uncertain = line === null || changed === null || isTouched(changed, line);
      located.set(finding.id, { line, uncertain });
    }
  }
  return located;
}

/** Where each of the wanted lines stands, in one pass over the text. */
function linesOf(text: string, wanted: ReadonlySet<string>): Map<string, number[]> {
  const places = new Map<string, number[]>([...wanted].map((words) => [words, []]));
  for (const [index, line] of text.split('\n').entries()) places.get(normalisedLine(line))?.push(index + 1);
  return places;
}

function isTouched(changed: ReadonlySet<number>, line: number): boolean {
  for (let one = line - AROUND; one <= line + AROUND; one++) if (changed.has(one)) return true;
  return false;
}

/** Of places in ascending order the one next to `line`, the earlier of two. */
function nearest(places: readonly number[], line: number): number | null {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [places[low - 1], places[low]];
  if (before === undefined || after === undefined) return before ?? after ?? null;
  return line - before <= after - line ? before : after;
}
