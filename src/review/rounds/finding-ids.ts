import { derivedUuid } from '../../access/derived-uuid.js';
import type { LedgerFinding } from '../types.js';

/**
 * Ids of new findings of a pull request, by their fingerprints: after a restore from a backup the same review gives the same
 * ones again, and knows by them the comments that it had posted. One that is told again after it was settled gets another
 * id than those `earlier`. `repository`: GitHub's id of it, or its name where nothing is kept.
 */
export function findingIds(
  { repository, number }: { repository: number | string; number: number },
  earlier: readonly Pick<LedgerFinding, 'id'>[],
): (fingerprint: string) => string {
  const taken = new Set(earlier.map(({ id }) => id));
  const next = new Map<string, number>();
  return (fingerprint) => {
    for (let nth = next.get(fingerprint) ?? 0; ; nth++) {
      const id = derivedUuid('finding', String(repository), String(number), fingerprint, String(nth));
      if (taken.has(id)) continue;
      next.set(fingerprint, nth + 1);
      return id;
    }
  };
}
