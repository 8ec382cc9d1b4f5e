import { ProbotOctokit } from 'probot';
import { z } from 'zod';
import { appJwt } from './app-jwt.js';
import { classifyError } from './classify-error.js';
import { guardedFetch } from './guarded-fetch.js';
import type { AppCredentials } from './installation-token.js';

const App = z.object({
  id: z.number(),
  slug: z.string(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
});

/** What GitHub knows of our App, with `date` of the answer for comparing clocks. */
export type GitHubApp = z.output<typeof App> & { date: string | null };

/** Asks GitHub who we are. Throws as `installationOctokit` does. */
export async function readApp(
  app: AppCredentials,
  baseUrl: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<GitHubApp> {
  const quiet = () => undefined;
  const octokit = new ProbotOctokit({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    authStrategy: undefined,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    retry: { enabled: false },
    throttle: { enabled: false },
    request: { fetch: guardedFetch({ fetch, deadlineMs: 15_000, blobDeadlineMs: 15_000, retryDelayMs: 1000 }) },
  });
  try {
    const { data, headers } = await octokit.request('GET /app', {
      headers: { authorization: `Bearer ${appJwt(app, new Date())}` },
    });
    return { ...App.parse(data), date: headers.date ?? null };
  } catch (error) {
    throw classifyError(error, new Date());
  }
}
