import { keepNewest } from '../../turns/keep-newest.js';
import type { TokenScope } from './installation-token.js';

/** Gives a token of a scope; see `installationToken`. */
export type TokenSource = (options: { fresh: boolean }) => Promise<string>;

const MOST_KEPT = 500;

/**
 * One token for each job and scope, whatever steps the job has: it is minted once and renewed when it runs out. A scope
 * without a job gets one of its own. The oldest are forgotten beyond 500.
 */
export function jobTokens(): (scope: TokenScope, make: () => TokenSource) => TokenSource {
  const kept = new Map<string, TokenSource>();
  return (scope, make) => {
    if (scope.job === undefined) return make();
    const { job, installationId, repositoryIds, permissions } = scope;
    const key = JSON.stringify([job, installationId, repositoryIds.toSorted(), Object.entries(permissions).toSorted()]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const source = make();
    keepNewest(kept, key, source, MOST_KEPT);
    return source;
  };
}
