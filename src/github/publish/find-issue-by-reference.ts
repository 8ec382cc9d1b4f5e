import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { isOwn, type OwnIdentity } from '../client/own-identity.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';
import { verifyMarker } from './marker.js';

export interface IssueReference {
  /** What the issue is for, such as workflow, step and subject; there is one issue of ours for each. Any text. */
  reference: string;
  self: OwnIdentity;
  /** As in `PublishPorts`. */
  markerKeys: readonly [Buffer, ...Buffer[]];
  /** The issue was not changed for the last time before this, by GitHub's clock; null: nobody knows. */
  since: Date | null;
}

export interface OwnIssue {
  number: number;
  /** Its page. */
  url: string;
  title: string;
  state: 'open' | 'closed';
}

const Issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  html_url: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
  pull_request: z.unknown().optional(),
});
const PER_PAGE = 100;
const MAX_PAGES = 30;

/**
 * Our issue of this reference, open or closed, among the last 3,000 that the App has opened; null: there is none. Found
 * by author and marker in the list of issues: GitHub's search shows new ones late. Throws what GitHub throws.
 */
export async function findIssueByReference(
  octokit: Octokit,
  { owner, repo, repositoryId }: Pick<PullTarget, 'owner' | 'repo' | 'repositoryId'>,
  { reference, self, markerKeys, since }: IssueReference,
): Promise<OwnIssue | null> {
  const id = referenceId(reference);
  for (let page = 1; page <= MAX_PAGES; page++) {
    const issues = await readJson(octokit, z.array(Issue), 'GET /repos/{owner}/{repo}/issues', {
      owner,
      repo,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      ...('appSlug' in self ? { creator: `${self.appSlug}[bot]` } : {}),
      ...(since ? { since: since.toISOString() } : {}),
      per_page: PER_PAGE,
      page,
    });
    const found = issues.find(
      ({ user, body, pull_request: pull }) =>
        pull === undefined &&
        isOwn(user, self) &&
        verifyMarker(body, 'issue', { repositoryId, number: 0 }, markerKeys) === id,
    );
    if (found) return { number: found.number, url: found.html_url, title: found.title, state: found.state };
    if (issues.length < PER_PAGE) break;
  }
  return null;
}

/** What a marker holds of a reference. */
export function referenceId(reference: string): string {
  return createHash('sha256').update(reference).digest('hex').slice(0, 32);
}
