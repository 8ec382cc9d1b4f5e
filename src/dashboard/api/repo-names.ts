import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.js';

/** Nobody looks for one among more in a list; a page's address can still name it. */
const MOST = 500;

/** The repositories that are reviewed and that the person can see, by name, with what they may do there. */
export const connectedRepos = queryOptions({
  queryKey: ['repos', 'connected'],
  queryFn: async () => {
    const found = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(cursor);
      found.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== null && found.length < MOST);
    return found;
  },
  staleTime: 60_000,
});

function pageOf(cursor: string | null) {
  const query = { limit: '100', connected: 'true' as const, ...(cursor === null ? {} : { cursor }) };
  return answerOf(api.repos.$get({ query }));
}

export type ConnectedRepo = Awaited<ReturnType<typeof pageOf>>['items'][number];

/** Empty until they are known. */
export function useConnectedRepos(): readonly ConnectedRepo[] {
  return useQuery(connectedRepos).data ?? [];
}

/** Whether a role lets somebody change what is remembered and set of a repository. */
export const mayWrite = (role: ConnectedRepo['role']): boolean =>
  role === 'admin' || role === 'maintain' || role === 'write';
