import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

export type RepoParams = { owner: string; repo: string };

/** While a scan goes on it is looked at so often; the stream tells of it sooner where it can be heard. */
const LOOK_MS = 4000;

const of = api.repos[':owner'][':repo'];
const askRepo = (param: RepoParams) => answerOf(of.$get({ param, query: {} }));
const askScan = (param: RepoParams) => answerOf(of.scan.$get({ param, query: {} }));
const askInsights = (param: RepoParams) => answerOf(of.insights.$get({ param, query: {} }));
const askHealth = (param: RepoParams) => answerOf(of.health.$get({ param, query: {} }));
/** The settings that hold in a repository, each with where it comes from. */
export const askSettings = (param: RepoParams) => answerOf(of.settings.$get({ param, query: {} }));

export type Repo = Awaited<ReturnType<typeof askRepo>>;
export type Scans = Awaited<ReturnType<typeof askScan>>;
export type Insights = Awaited<ReturnType<typeof askInsights>>;
export type Health = Awaited<ReturnType<typeof askHealth>>;
export type RepoSettingsAnswer = Awaited<ReturnType<typeof askSettings>>;

const isUnderWay = (state: string | undefined) => state === 'running' || state === 'pending';

/** One repository as the API tells it. */
export const repoQuery = (param: RepoParams) =>
  queryOptions({
    queryKey: ['repo', param.owner, param.repo],
    queryFn: () => askRepo(param),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.scan.state) ? LOOK_MS : false),
  });

/** How far its scan is. */
export const scanQuery = (param: RepoParams) =>
  queryOptions({
    queryKey: ['scan', param.owner, param.repo],
    queryFn: () => askScan(param),
    refetchInterval: ({ state }) => ((state.data?.under_way.length ?? 0) > 0 ? LOOK_MS : false),
  });

/** What the past and the code tell; asked anew when a scan has ended (`scannedAt`), not while it goes on. */
export const insightsQuery = (param: RepoParams, scannedAt: string | null) =>
  queryOptions({
    queryKey: ['insights', param.owner, param.repo, scannedAt],
    queryFn: () => askInsights(param),
    staleTime: 60_000,
    placeholderData: (before: Insights | undefined) => before,
  });

/** The health with its parts. */
export const healthQuery = (param: RepoParams) =>
  queryOptions({ queryKey: ['repo', param.owner, param.repo, 'health'], queryFn: () => askHealth(param) });
