import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { LEVELS } from './search.js';

const fetchExecution = (id: string) => answerOf(api.executions[':id'].$get({ param: { id }, query: {} }));

export type Execution = Awaited<ReturnType<typeof fetchExecution>>;

export const executionDetail = (id: string) =>
  queryOptions({ queryKey: ['execution', id], queryFn: () => fetchExecution(id) });

export const executionLogs = (id: string, { level, q }: { level?: (typeof LEVELS)[number]; q?: string }) =>
  infiniteQueryOptions({
    queryKey: ['execution', id, 'logs', { level, q }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answerOf(
        api.executions[':id'].logs.$get({
          param: { id },
          query: {
            limit: '100',
            ...(pageParam !== null && { cursor: pageParam }),
            ...(level && { level }),
            ...(q && { q }),
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
