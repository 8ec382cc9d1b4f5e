import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.js';

/** What a wrong question, a missing right or a missing thing answers does not change by asking again. */
function mayBeTriedAgain(error: Error): boolean {
  return !(error instanceof ApiProblem) || error.status >= 500 || error.status === 429;
}

/** The answers that the pages hold. A 401 to anything means that the session has ended: `signedOut` is told. */
export function createQueryClient(signedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.status === 401) signedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // The network's own word of being offline is often wrong for a server on the same machine.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && mayBeTriedAgain(error),
        retryDelay: (failures, error) =>
          error instanceof ApiProblem && error.retryAfter !== null
            ? Math.min(error.retryAfter, 10) * 1000
            : 400 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
