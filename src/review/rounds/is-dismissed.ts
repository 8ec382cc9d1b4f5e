import { createHash } from 'node:crypto';
import type { Finding } from '../types.js';

/** What a dismissal covers. */
export interface DismissalReach {
  scope: 'finding' | 'file' | 'repository';
  /** Everything of this rule is meant; null: only the same claim. */
  rule: string | null;
  /** Null: the whole repository. */
  path: string | null;
  fingerprint: string;
  /** `claimFingerprint` of what was dismissed. */
  claim: string;
  expiresAt: Date | null;
}

/** A dismissal as findings are checked against it. */
export interface ActiveDismissal extends DismissalReach {
  id: string;
  /** `M3`, by which it is named and undone. */
  number: number;
  reason: string;
  dismissedBy: string;
  /** Where it was said; absent or null: not known. */
  pullNumber?: number | null;
}

/**
 * The dismissal that keeps a finding silent, or null. Pure. A dismissal of one finding holds for its fingerprint; of a
 * file or a repository for everything of the same rule there, or where the rule is no fixed one for the same claim, but
 * never for what is dismissed one by one.
 */
export function isDismissed<Dismissal extends DismissalReach>(
  finding: Pick<Finding, 'rule' | 'category' | 'path' | 'quote' | 'fingerprint'>,
  dismissals: readonly Dismissal[],
  now: Date,
): Dismissal | null {
  const claim = claimFingerprint(finding);
  const alone = isDismissedOneByOne(finding);
  const holds = (dismissal: Dismissal): boolean => {
    if (dismissal.expiresAt !== null && dismissal.expiresAt <= now) return false;
    if (dismissal.scope === 'finding') return dismissal.fingerprint === finding.fingerprint;
    if (alone) return false;
    if (dismissal.scope === 'file' && dismissal.path !== finding.path) return false;
    return dismissal.rule === null ? dismissal.claim === claim : dismissal.rule === finding.rule;
  };
  return dismissals.find(holds) ?? null;
}

/** A secret, or what is about security: nobody dismisses those that nobody has seen (memory.md). */
export function isDismissedOneByOne({ rule, category }: Pick<Finding, 'rule' | 'category'>): boolean {
  return rule.startsWith('secrets/') || category === 'security';
}

/** Identity of a claim wherever it stands: rule and normalised line, without the path. */
export function claimFingerprint({ rule, quote }: Pick<Finding, 'rule' | 'quote'>): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, quote.replaceAll(/\s+/g, ' ').trim()]))
    .digest('hex');
}
