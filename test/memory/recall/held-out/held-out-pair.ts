import type { Claim } from '../../../../src/review/types.js';
import type { Pair, Said } from '../pairs/pair.js';

/**
 * A change, a finding that a model has about it, and what was said that speaks against it; `right` null: nothing that
 * was said does. The finding is in the first file, and about no rule of ours unless it names one.
 */
export interface HeldOutPair extends Omit<Pair, 'right' | 'words'> {
  finding: Pick<Claim, 'title' | 'body' | 'quote'> & { rule?: string };
  right: Said | null;
}
