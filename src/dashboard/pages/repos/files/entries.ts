import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../api/client.js';
import type { RepoParams } from '../repo-queries.js';

const PAGE = 100;

/** What lies in a folder, or which files have `q` in their path, by pages. */
export const entriesOf = (param: RepoParams, asked: { path: string } | { q: string }) =>
  infiniteQueryOptions({
    queryKey: ['files', param.owner, param.repo, asked],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.repos[':owner'][':repo'].files.$get({
          param,
          query: { ...asked, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    staleTime: 60_000,
  });

export type Entry = Awaited<ReturnType<Extract<ReturnType<typeof entriesOf>['queryFn'], (...all: never) => unknown>>>['items'][number];
