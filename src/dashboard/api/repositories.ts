import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answerOf, api } from './client.js';

/** Pages of a hundred that are asked for, so that no choice grows without end. */
const MOST_PAGES = 10;

/** The repositories that are reviewed and that the person can see, by name: what a filter offers. */
export const connectedRepositories = queryOptions({
  // Not among `repos`: not every review makes another choice.
  queryKey: ['repository-choice'],
  staleTime: 60_000,
  queryFn: async () => {
    const all: Repository[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { items, next_cursor: next } = await pageOfRepositories(cursor);
      all.push(...items);
      if (next === null) break;
      cursor = next;
    }
    return all;
  },
});

function pageOfRepositories(cursor: string | undefined) {
  const query = { connected: 'true' as const, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
  return answerOf(api.repos.$get({ query }));
}

export type Repository = Awaited<ReturnType<typeof pageOfRepositories>>['items'][number];
export type RepositoryRole = Repository['role'];

/** Them; empty until they are known. */
export function useConnectedRepos(): readonly Repository[] {
  return useQuery(connectedRepositories).data ?? [];
}

const WRITERS: readonly RepositoryRole[] = ['write', 'maintain', 'admin'];

/** Whether somebody in this role may change what belongs to a repository. Pure. */
export const mayWriteAs = (role: RepositoryRole | undefined): boolean => role !== undefined && WRITERS.includes(role);

/** Whether the person may change what belongs to a repository such as `acme/shop`; false until that is known. */
export function useMayWrite(repo: string | undefined): boolean {
  const [owner = '', name = ''] = (repo ?? '').split('/');
  const { data } = useQuery({
    queryKey: ['repo', repo, 'role'],
    staleTime: 60_000,
    enabled: repo !== undefined,
    queryFn: async () => {
      const asked = { param: { owner, repo: name }, query: {} };
      return (await answerOf(api.repos[':owner'][':repo'].$get(asked))).role;
    },
  });
  return mayWriteAs(data);
}

/**
 * Tells of each repository whether the person may change what belongs to it. Of one that is not known it is tried: the
 * server decides.
 */
export function useWritable(): (repo: string) => boolean {
  const { data } = useQuery(connectedRepositories);
  return useMemo(() => {
    const roles = new Map(data?.map(({ full_name: name, role }) => [name, role]));
    return (repo: string) => !roles.has(repo) || mayWriteAs(roles.get(repo));
  }, [data]);
}
