import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import type { PullTarget } from '../client/target.js';
import { FILE_FIELDS, FilePage, pastPull, PULL_FIELDS, PullNode, type PastPull } from './past-pull.js';
import { readOldNames } from './read-old-names.js';

/** Nobody learns from a change of more files who knows them or what belongs together. */
const MAX_FILE_PAGES = 10;

const Answer = z.object({
  repository: z.object({ nameWithOwner: z.string(), pullRequest: PullNode.nullish() }).nullish(),
});
const MoreFiles = z.object({
  repository: z.object({ pullRequest: z.object({ files: FilePage }).nullish() }).nullish(),
});

const QUERY = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { nameWithOwner pullRequest(number: $number) { ${PULL_FIELDS} } } }`;
const FILES_QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    files(first: 100, after: $after) { ${FILE_FIELDS} } } } }`;

/**
 * One pull request as it is now, with its first thousand files; null: it, or the repository, is not there any more.
 * `oldNames`: what is known of its renamed files.
 * Throws GitHub's limits, and GraphQL's refusals as Octokit's `GraphqlResponseError`.
 */
export async function readPastPull(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
  oldNames: Readonly<Record<string, string>> = {},
): Promise<PastPull | null> {
  const variables = { owner, repo, number };
  const { repository } = await queryGraphqlPartly(octokit, Answer, { query: QUERY, variables, depth: 2 });
  if (!repository?.pullRequest) return null;
  const pull = pastPull(repository.pullRequest, repository.nameWithOwner);
  let after = repository.pullRequest.files.next;
  for (let page = 2; after !== null && page <= MAX_FILE_PAGES; page++) {
    const more: z.output<typeof MoreFiles> = await queryGraphqlPartly(octokit, MoreFiles, {
      query: FILES_QUERY,
      variables: { ...variables, after },
      depth: 2,
    });
    const files = more.repository?.pullRequest?.files;
    pull.files.push(...(files?.files ?? []));
    after = files?.next === after ? null : (files?.next ?? null);
  }
  return readOldNames(octokit, { owner, repo }, pull, oldNames);
}
