import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readPages } from '../client/read-pages.js';

const Installation = z.object({
  id: z.number(),
  account: z.object({ id: z.number(), login: z.string(), type: z.string().default('User') }).nullish(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
  suspended_at: z.string().nullish(),
});

/** Where the App is installed, suspended ones too. Throws if the list could not be read to its end. */
export function listInstallations(octokit: Octokit): Promise<z.output<typeof Installation>[]> {
  return readPages(octokit, Installation, 'GET /app/installations', {}, { key: ({ id }) => id, maxPages: 1000 });
}
