import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { RUN_STATUSES } from './search.js';

const PAGE = '50';
const installationOf = (id: number | undefined) => (id === undefined ? {} : { installation_id: String(id) });
const cursorOf = (cursor: string | null) => (cursor === null ? {} : { cursor });

interface Filter {
  installation?: number;
  status?: 'draft' | 'active' | 'inactive' | 'archived' | 'invalid';
  q?: string;
}

export const workflowsList = ({ installation, status, q }: Filter) =>
  infiniteQueryOptions({
    queryKey: ['workflows', { installation, status, q }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answerOf(
        api.workflows.$get({
          query: {
            limit: PAGE,
            ...cursorOf(pageParam),
            ...installationOf(installation),
            ...(status && { status }),
            ...(q && { q }),
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

const fetchWorkflow = (id: string, installation: number | undefined) =>
  answerOf(api.workflows[':id'].$get({ param: { id }, query: installationOf(installation) }));

export type Workflow = Awaited<ReturnType<typeof fetchWorkflow>>;

export const workflowDetail = (id: string, installation: number | undefined) =>
  queryOptions({ queryKey: ['workflows', id, installation], queryFn: () => fetchWorkflow(id, installation) });

export const runsOf = (
  id: string,
  { installation, status }: { installation?: number; status?: (typeof RUN_STATUSES)[number] },
) =>
  infiniteQueryOptions({
    queryKey: ['executions', id, { installation, status }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      answerOf(
        api.workflows[':id'].executions.$get({
          param: { id },
          query: { limit: PAGE, ...cursorOf(pageParam), ...installationOf(installation), ...(status && { status }) },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** What steps can do. */
export const actionCatalogue = queryOptions({
  queryKey: ['actions'],
  queryFn: () => answerOf(api.actions.$get({ query: { limit: '100' } })),
  staleTime: Infinity,
});

const fetchRecent = () => answerOf(api.events.$get({ query: { limit: '100' } }));

export type RecentEvent = Awaited<ReturnType<typeof fetchRecent>>['items'][number];

/** Events of the past on which a workflow can be tried; administrators see them. */
export const recentEvents = queryOptions({ queryKey: ['events', 'recent'], queryFn: fetchRecent });

export const explained = (event: string) =>
  queryOptions({
    queryKey: ['explain', event],
    queryFn: () => answerOf(api.workflows.explain.$post({ query: {}, json: { event_id: event } })),
  });
