import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

function read(cursor: string | null) {
  return answerOf(api.tokens.$get({ query: { limit: '50', ...(cursor === null ? {} : { cursor }) } }));
}

export type Token = Awaited<ReturnType<typeof read>>['items'][number];

/** The tokens of whoever looks, newest first. */
export const tokenList = infiniteQueryOptions({
  queryKey: ['tokens'],
  queryFn: ({ pageParam }) => read(pageParam),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next_cursor,
});
