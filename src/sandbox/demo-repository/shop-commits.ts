import type { DemoCommit } from './demo-commit.js';
import { SHOP_BEGINNING } from './shop-beginning.js';
import { SHOP_GROWTH } from './shop-growth.js';

/** The history of the shop's main branch, oldest first, with the branches that were merged into it. */
export const SHOP_COMMITS: readonly DemoCommit[] = [...SHOP_BEGINNING, ...SHOP_GROWTH];
