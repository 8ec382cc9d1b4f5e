import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { RepoParams } from '../repos/repo-queries.js';

/** The stream tells how far one is; where it is away the page looks by itself. */
const LOOK_MS = 5000;

const of = api.repos[':owner'][':repo'].replays;
const one = api.replays[':id'];

const askReplays = (param: RepoParams, cursor: string | null) =>
  answerOf(of.$get({ param, query: { limit: 20, ...(cursor !== null && { cursor }) } }));
const askReplay = (id: string) => answerOf(one.$get({ param: { id }, query: {} }));
const askPull = (id: string, number: number) =>
  answerOf(one['pull-requests'][':number'].$get({ param: { id, number }, query: {} }));

export type ReplayRow = Awaited<ReturnType<typeof askReplays>>['items'][number];
export type Replay = Awaited<ReturnType<typeof askReplay>>;
export type Figures = Replay['figures'][number];
export type ReplayPull = Replay['pulls'][number];
export type ReplayedPull = Awaited<ReturnType<typeof askPull>>;
export type ReplayFinding = ReplayedPull['reviews'][number]['findings'][number];

/** Whether it waits or goes on. Pure. */
export const isUnderWay = ({ status }: Pick<ReplayRow, 'status'>): boolean =>
  status === 'pending' || status === 'running';

/** The replays of a repository, newest first. */
export const replaysQuery = (param: RepoParams) =>
  infiniteQueryOptions({
    queryKey: ['replays', param.owner, param.repo],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => askReplays(param, pageParam),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** One with its figures. */
export const replayQuery = (id: string) =>
  queryOptions({
    queryKey: ['replay', id],
    queryFn: () => askReplay(id),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? LOOK_MS : false),
  });

/** What each of its settings said of a pull request; `done` makes it a new answer once more is known. */
export const replayedPullQuery = (id: string, number: number, done: number) =>
  queryOptions({
    queryKey: ['replay', id, 'pull', number, done],
    queryFn: () => askPull(id, number),
    placeholderData: (before: ReplayedPull | undefined) => (before?.number === number ? before : undefined),
  });

/** What one would cost. */
export const estimateQuery = (
  param: RepoParams,
  { pullRequests, settings, efforts }: { pullRequests: number; settings: number; efforts: readonly string[] },
) =>
  queryOptions({
    queryKey: ['replay-estimate', param.owner, param.repo, pullRequests, settings, ...efforts],
    queryFn: () =>
      answerOf(
        of.estimate.$get({
          param,
          query: { pull_requests: pullRequests, settings, ...(efforts.length > 0 && { efforts: efforts.join(',') }) },
        }),
      ),
    staleTime: 60_000,
  });
