import { z } from 'zod';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';

const App = z.object({
  id: z.number(),
  slug: z.string(),
  client_id: z.string().optional(),
  html_url: z.string().optional(),
  owner: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
});

/** What GitHub knows of our App, with `date` of the answer for comparing clocks. */
export type GitHubApp = z.output<typeof App> & { date: string | null };

/** Asks GitHub who we are, with an `appOctokit`. */
export async function readApp(octokit: Octokit): Promise<GitHubApp> {
  const { data, headers } = await octokit.request('GET /app');
  const app = App.safeParse(data);
  if (!app.success)
    throw new GitHubUnavailableError('The answer about the App is not what was asked for', { cause: app.error });
  return { ...app.data, date: headers.date ?? null };
}
