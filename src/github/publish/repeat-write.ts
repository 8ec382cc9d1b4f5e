import { GitHubUnavailableError } from '../client/github-error.js';

const MOST_ATTEMPTS = 3;

/**
 * Sends a write that changes nothing if it is done twice, again while no answer comes; `assertLease` goes before each
 * time. `write` is told whether one before it may have been done. Throws what GitHub and the lease throw.
 */
export async function repeatWrite<T>(
  assertLease: () => Promise<void>,
  write: (again: boolean) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await assertLease();
    try {
      return await write(attempt > 1);
    } catch (error) {
      if (!(error instanceof GitHubUnavailableError) || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}
