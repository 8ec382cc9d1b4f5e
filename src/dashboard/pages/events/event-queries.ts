import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { EventsSearch } from './search.js';

export type EventFilter = Pick<EventsSearch, 'status' | 'type' | 'repo'>;

function read(filter: EventFilter, cursor: string | null) {
  return answerOf(api.events.$get({ query: { ...filter, limit: '50', ...(cursor === null ? {} : { cursor }) } }));
}

export type InboxEvent = Awaited<ReturnType<typeof read>>['items'][number];

/** The inbox, newest first. */
export const eventList = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', 'list', filter],
    queryFn: ({ pageParam }) => read(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

/** One event with its payload. */
export const oneEvent = (id: string) =>
  queryOptions({
    queryKey: ['events', 'one', id],
    queryFn: () => answerOf(api.events[':id'].$get({ param: { id }, query: {} })),
  });
