import { CheckoutError } from './checkout-error.js';
import { changedInWork } from './changed-in-work.js';
import type { Checkout } from './open-checkout.js';

/**
 * Paths of tracked files in the working tree that differ from `commit`, or with null from what is staged. Empty where
 * there is no working tree or no index. Throws GitError.
 */
export async function uncommitted(checkout: Checkout, commit: string | null): Promise<string[]> {
  if (checkout.root === null) return [];
  try {
    return await changedInWork(checkout, commit);
  } catch (error) {
    if (error instanceof CheckoutError) return [];
    throw error;
  }
}
