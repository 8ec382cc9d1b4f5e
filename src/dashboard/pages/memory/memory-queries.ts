import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { MemoryState, MemoryType } from '../../../memory/types.js';
import { answerOf, api } from '../../api/client.js';

export interface MemoryFilter {
  state?: Exclude<MemoryState, 'deleted'>;
  repo?: string | undefined;
  type?: MemoryType | undefined;
  q?: string | undefined;
  about?: 'me';
}

function read(filter: MemoryFilter, cursor: string | null) {
  return answerOf(api.memory.$get({ query: { ...filter, limit: '50', ...(cursor === null ? {} : { cursor }) } }));
}

export type Memory = Awaited<ReturnType<typeof read>>['items'][number];

/** Memories, newest first. */
export const memoryList = (filter: MemoryFilter) =>
  infiniteQueryOptions({
    queryKey: ['memory', 'list', filter],
    queryFn: ({ pageParam }) => read(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

/** How many there are, and how much they are applied. */
export const memoryStats = (repo: string | undefined) =>
  queryOptions({
    queryKey: ['memory', 'stats', { repo }],
    queryFn: () => answerOf(api.memory.stats.$get({ query: { repo } })),
  });

/** What a repository is. */
export const projectMap = (repo: string) =>
  queryOptions({
    queryKey: ['memory', 'map', { repo }],
    queryFn: () => answerOf(api.memory['project-map'].$get({ query: { repo } })),
  });
