import { z } from 'zod';
import type { Change } from '../../review/types.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

export type Pull = Omit<Change, 'files'> & {
  locked: boolean;
  archived: boolean;
  /** Lines that it adds and removes. */
  lines: number;
};

const Ref = z.object({ ref: z.string(), sha: z.string() });
const PullAnswer = z.object({
  number: z.coerce.number(),
  title: z.string(),
  body: z.string().nullish(),
  user: z.object({ id: z.coerce.number().nullish(), login: z.string(), type: z.string().nullish() }).nullish(),
  draft: z.boolean().nullish(),
  state: z.enum(['open', 'closed']),
  locked: z.boolean().nullish(),
  labels: z.array(z.object({ name: z.string() })).nullish(),
  base: Ref.extend({ repo: z.object({ full_name: z.string(), archived: z.boolean().nullish() }).nullish() }),
  head: Ref.extend({ repo: z.object({ full_name: z.string() }).nullish() }),
  changed_files: z.coerce.number().int().nonnegative(),
  additions: z.coerce.number().nullish(),
  deletions: z.coerce.number().nullish(),
});

/** The pull request without its files. A deleted author is `ghost`; the repository has its present name. */
export async function readPull(octokit: Octokit, target: PullTarget): Promise<Pull> {
  const pull = await readJson(octokit, PullAnswer, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner: target.owner,
    repo: target.repo,
    pull_number: target.number,
  });
  const author = pull.user?.login ?? 'ghost';
  return {
    repository: pull.base.repo?.full_name ?? `${target.owner}/${target.repo}`,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    author,
    ...(pull.user?.id && { authorId: pull.user.id }),
    authorIsBot: pull.user?.type === 'Bot' || author.endsWith('[bot]'),
    ...(pull.head.repo?.full_name !== pull.base.repo?.full_name && { fromFork: true }),
    draft: pull.draft ?? false,
    state: pull.state,
    labels: (pull.labels ?? []).map(({ name }) => name),
    baseRef: pull.base.ref,
    baseSha: pull.base.sha,
    headRef: pull.head.ref,
    headSha: pull.head.sha,
    changedFiles: pull.changed_files,
    lines: (pull.additions ?? 0) + (pull.deletions ?? 0),
    locked: pull.locked ?? false,
    archived: pull.base.repo?.archived ?? false,
  };
}
