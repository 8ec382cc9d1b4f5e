import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { FindingsSearch } from './search.js';

const PAGE = 100;

/** What an inbox asks for: its address without what is shown beside. */
export type Asked = Omit<FindingsSearch, 'finding'>;

function pageOfFindings({ state = 'open', ...asked }: Asked, cursor: string | null) {
  const query = {
    ...asked,
    ...(state === 'all' ? {} : { state }),
    ...(cursor === null ? {} : { cursor }),
    limit: PAGE,
  };
  return answerOf(api.findings.$get({ query }));
}

export type FindingsPage = Awaited<ReturnType<typeof pageOfFindings>>;
export type FindingRow = FindingsPage['items'][number];

/** The newest of them, which the stream keeps up to date. */
export const newestFindings = (asked: Asked) =>
  queryOptions({ queryKey: ['findings', 'newest', asked], queryFn: () => pageOfFindings(asked, null) });

/**
 * All of them as far as they have been scrolled to. Not among `findings`: a change would ask for every page again;
 * what changes is put in by `mergeNewest` and by who changes it.
 */
export const inboxOf = (client: QueryClient, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['inbox', asked],
    queryFn: ({ pageParam }) =>
      pageParam === null
        ? client.fetchQuery({ ...newestFindings(asked), staleTime: 1000 })
        : pageOfFindings(asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

function oneFinding(id: string) {
  return answerOf(api.findings[':id'].$get({ param: { id }, query: {} }));
}

export type FindingDetail = Awaited<ReturnType<typeof oneFinding>>;

export const findingOf = (id: string) => queryOptions({ queryKey: ['finding', id], queryFn: () => oneFinding(id) });
