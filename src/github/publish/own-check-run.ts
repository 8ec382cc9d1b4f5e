import { z } from 'zod';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';
import { postedLine, type Posted } from './posted-body.js';
import { sendText } from './send-text.js';

type Target = Pick<PullTarget, 'owner' | 'repo'>;

export const OwnCheckRun = z.object({
  id: z.number(),
  external_id: z.string().nullish(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  output: z
    .object({
      title: z.string().nullish(),
      summary: z.string().nullish(),
      annotations_count: z.number().nullish(),
    })
    .nullish(),
});
export type OwnCheckRun = z.output<typeof OwnCheckRun>;
const CheckRuns = z.object({ check_runs: z.array(OwnCheckRun) });

/** What makes a check run of ours the same one. */
export interface CheckRunIdentity {
  /** As people see it. */
  name: string;
  headSha: string;
  externalId: string;
}

/** The check run of a review. */
export const REVIEW_CHECK = 'Nectr';
export const UPDATE_CHECK_RUN = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const LONGEST_NAME = 100;
const MOST_ATTEMPTS = 3;

/**
 * The check run of this identity, created only if there is none; an answer that was lost is looked up before it is
 * created again. `isKnownAbsent`: nobody has tried to create it before. Throws what GitHub and the lease throw.
 */
export async function findOrCreateCheckRun(
  octokit: Octokit,
  target: Target,
  identity: CheckRunIdentity,
  assertLease: () => Promise<void>,
  first: {
    fields: { details_url?: string; status: 'in_progress' | 'completed'; conclusion?: string };
    output: { title: Posted; summary: Posted };
  },
  isKnownAbsent = false,
): Promise<OwnCheckRun> {
  const { owner, repo } = target;
  for (let attempt = 1; ; attempt++) {
    const [found] = isKnownAbsent && attempt === 1 ? [] : await findCheckRuns(octokit, target, identity);
    if (found) return found;
    await assertLease();
    try {
      const data = await sendText(
        octokit,
        'POST /repos/{owner}/{repo}/check-runs',
        { owner, repo, head_sha: identity.headSha, external_id: identity.externalId, ...first.fields },
        { name: checkName(identity), output: first.output },
      );
      return OwnCheckRun.parse(data);
    } catch (error) {
      const lost = error instanceof GitHubUnavailableError || error instanceof z.ZodError;
      if (!lost || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

/** All check runs of this identity, newest first: a worker that froze between asking and creating can make a second. */
export async function findCheckRuns(
  octokit: Octokit,
  { owner, repo }: Target,
  identity: CheckRunIdentity,
): Promise<OwnCheckRun[]> {
  const { check_runs } = await readJson(octokit, CheckRuns, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner,
    repo,
    ref: identity.headSha,
    check_name: checkName(identity),
    filter: 'all',
    per_page: 100,
  });
  return check_runs.filter(({ external_id }) => external_id === identity.externalId);
}

/** The name of a check run as GitHub gets it. */
export function checkName({ name }: Pick<CheckRunIdentity, 'name'>): Posted {
  return postedLine(name, LONGEST_NAME);
}
