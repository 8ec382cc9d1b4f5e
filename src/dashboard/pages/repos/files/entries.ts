import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../api/client.js';
import type { RepoParams } from '../repo-queries.js';

const PAGE = 100;

type Asked = { path: string } | { q: string };

function pageOfEntries(param: RepoParams, asked: Asked, cursor: string | null) {
  const query = { ...asked, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
  return answerOf(api.repos[':owner'][':repo'].files.$get({ param, query }));
}

export type Entry = Awaited<ReturnType<typeof pageOfEntries>>['items'][number];

/** What lies in a folder, or which files have `q` in their path, by pages. */
export const entriesOf = (param: RepoParams, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['files', param.owner, param.repo, asked],
    queryFn: ({ pageParam }) => pageOfEntries(param, asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    staleTime: 60_000,
  });
