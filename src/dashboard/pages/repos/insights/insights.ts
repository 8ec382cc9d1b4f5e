import type { insightsQuery } from '../repo-queries.js';

/** What `GET /repos/{owner}/{repo}/insights` answers. */
export type Insights = Awaited<ReturnType<NonNullable<Extract<ReturnType<typeof insightsQuery>['queryFn'], () => unknown>>>>;
