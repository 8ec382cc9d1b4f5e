import { MANAGED_PAIRS } from './managed-pairs.js';
import type { HeldOutPair } from './held-out-pair.js';
import { NATIVE_PAIRS } from './native-pairs.js';
import { NOTHING_SAID_PAIRS } from './nothing-said-pairs.js';
import { OTHER_MATTER_PAIRS } from './other-matter-pairs.js';

/**
 * Written, and measured, before the ranking was changed: other languages, other trades, other words than `pairs/`. For
 * half of them nothing that was said applies.
 */
export const HELD_OUT_PAIRS: readonly HeldOutPair[] = [
  ...NATIVE_PAIRS,
  ...MANAGED_PAIRS,
  ...NOTHING_SAID_PAIRS,
  ...OTHER_MATTER_PAIRS,
];
