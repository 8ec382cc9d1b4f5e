import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

export type RepoParams = { owner: string; repo: string };

/** While a scan goes on it is looked at so often; the stream tells of it sooner where it can be heard. */
const LOOK_MS = 4000;

const isUnderWay = (state: string | undefined) => state === 'running' || state === 'pending';

/** One repository as the API tells it. */
export const repoQuery = (param: RepoParams) =>
  queryOptions({
    queryKey: ['repo', param.owner, param.repo],
    queryFn: () => answerOf(api.repos[':owner'][':repo'].$get({ param, query: {} })),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.scan.state) ? LOOK_MS : false),
  });

export type Repo = Awaited<ReturnType<NonNullable<ReturnType<typeof repoQuery>['queryFn']>>>;

/** How far its scan is. */
export const scanQuery = (param: RepoParams) =>
  queryOptions({
    queryKey: ['scan', param.owner, param.repo],
    queryFn: () => answerOf(api.repos[':owner'][':repo'].scan.$get({ param, query: {} })),
    refetchInterval: ({ state }) => ((state.data?.under_way.length ?? 0) > 0 ? LOOK_MS : false),
  });

/** What the past and the code tell; asked anew when a scan has ended (`scannedAt`), not while it goes on. */
export const insightsQuery = (param: RepoParams, scannedAt: string | null) =>
  queryOptions({
    queryKey: ['insights', param.owner, param.repo, scannedAt],
    queryFn: () => answerOf(api.repos[':owner'][':repo'].insights.$get({ param, query: {} })),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });

/** The health with its parts. */
export const healthQuery = (param: RepoParams) =>
  queryOptions({
    queryKey: ['repo', param.owner, param.repo, 'health'],
    queryFn: () => answerOf(api.repos[':owner'][':repo'].health.$get({ param, query: {} })),
  });
