import { BOUNDS } from '../bounds.js';
import { severityRank } from '../verify/severity-rank.js';
import type { ComparedRound } from './compare-round.js';

/**
 * A round with at most 200 new findings, the worst ones; how many others there are is counted in `dropped`. Handles
 * stay without gaps. Pure.
 */
export function boundRound(round: ComparedRound, most: number = BOUNDS.findings): ComparedRound {
  const { fresh } = round;
  if (fresh.length <= most) return round;
  const order = new Map(fresh.map((finding, index) => [finding, index]));
  const kept = fresh
    .toSorted((a, b) => severityRank[b.severity] - severityRank[a.severity])
    .slice(0, most)
    .toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    .map((finding, index) => ({ ...finding, handle: (fresh[index] ?? finding).handle }));
  const reason = `more than ${most} new findings, the worst are told`;
  return { ...round, fresh: kept, dropped: [...round.dropped, { reason, count: fresh.length - most }] };
}
