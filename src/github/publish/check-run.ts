import { z } from 'zod';
import type { Annotation, RenderedReview } from '../../review/types.js';
import { pullAddress, type PostedPart } from '../../markdown/own-link.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import { postedLine, postedSummary } from './posted-body.js';
import { sendText } from './send-text.js';
import type { PullTarget } from '../client/target.js';

const NAME = 'Nectr';
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const TWIN = 'Another check run of this review has the result.';
const ANNOTATIONS_PER_REQUEST = 50;
const CheckRun = z.object({
  id: z.number(),
  external_id: z.string().nullish(),
  status: z.string().nullish(),
  output: z.object({ annotations_count: z.number().nullish() }).nullish(),
});
const CheckRuns = z.object({ check_runs: z.array(CheckRun) });
type CheckRun = z.output<typeof CheckRun>;

export interface CheckRunKey {
  headSha: string;
  /** Execution id, kept in `external_id`: a run finds its own check run again. */
  runKey: string;
  /** As in `PublishPorts`; the check run leads there. */
  repositoryUrl: string;
  assertLease(): Promise<void>;
  /** As in `PostingOptions`. */
  refused(live: readonly string[]): void;
}

/** Shows that a review is under way. Returns the id of this run's check run, created only if there is none. */
export async function startCheckRun(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<number> {
  return (await findOrCreate(octokit, target, key)).id;
}

/**
 * Ends this run's check run, creating it if need be. Annotations go in groups of fifty, which GitHub appends; groups
 * that a crash or a lost answer left behind are counted, not sent twice. A second check run of this run (a worker that
 * froze between asking and creating) is ended too. It leads to what was posted at `details`, else to the pull request.
 * Returns the id.
 */
export async function concludeCheckRun(
  octokit: Octokit,
  target: PullTarget,
  key: CheckRunKey,
  check: RenderedReview['check'],
  details: PostedPart | null = null,
): Promise<number> {
  const { id, output } = await findOrCreate(octokit, target, key);
  const title = postedLine(check.title, 200);
  const summary = postedSummary(check.summary, key);
  const details_url = pullAddress(key.repositoryUrl, target.number, details);
  let sent = output?.annotations_count ?? 0;
  for (let failures = 0; ;) {
    const group = check.annotations.slice(sent, sent + ANNOTATIONS_PER_REQUEST);
    const last = sent + group.length >= check.annotations.length;
    await key.assertLease();
    try {
      await sendText(
        octokit,
        UPDATE,
        {
          owner: target.owner,
          repo: target.repo,
          check_run_id: id,
          details_url,
          ...(last ? { status: 'completed', conclusion: check.conclusion } : { status: 'in_progress' }),
        },
        { output: { title, summary, annotations: group.map(toGitHub) } },
      );
      sent += group.length;
    } catch (error) {
      if (!(error instanceof GitHubUnavailableError) || ++failures >= 3) throw error;
      sent = (await readCheckRun(octokit, target, id)).output?.annotations_count ?? sent;
      continue;
    }
    if (last) break;
  }
  for (const twin of await findAll(octokit, target, key)) {
    if (twin.id !== id && twin.status !== 'completed') await endTwin(octokit, target, key, twin.id, check);
  }
  return id;
}

async function endTwin(
  octokit: Octokit,
  { owner, repo }: PullTarget,
  key: CheckRunKey,
  id: number,
  { conclusion, title }: RenderedReview['check'],
): Promise<void> {
  await key.assertLease();
  const summary = postedSummary(TWIN, key);
  await sendText(
    octokit,
    UPDATE,
    { owner, repo, check_run_id: id, status: 'completed', conclusion },
    { output: { title: postedLine(title, 200), summary } },
  );
}

async function findOrCreate(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<CheckRun> {
  for (let attempt = 1; ; attempt++) {
    const found = await find(octokit, target, key);
    if (found) return found;
    await key.assertLease();
    try {
      const data = await sendText(
        octokit,
        'POST /repos/{owner}/{repo}/check-runs',
        {
          owner: target.owner,
          repo: target.repo,
          name: NAME,
          head_sha: key.headSha,
          external_id: key.runKey,
          details_url: pullAddress(key.repositoryUrl, target.number),
          status: 'in_progress',
        },
        {
          output: {
            title: postedLine('Review under way', 200),
            summary: postedSummary('The result replaces this text.', key),
          },
        },
      );
      return CheckRun.parse(data);
    } catch (error) {
      const lost = error instanceof GitHubUnavailableError || error instanceof z.ZodError;
      if (!lost || attempt >= 3) throw error;
    }
  }
}

async function find(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<CheckRun | null> {
  return (await findAll(octokit, target, key))[0] ?? null;
}

async function findAll(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<CheckRun[]> {
  const { check_runs } = await readJson(octokit, CheckRuns, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner: target.owner,
    repo: target.repo,
    ref: key.headSha,
    check_name: NAME,
    filter: 'all',
    per_page: 100,
  });
  return check_runs.filter(({ external_id }) => external_id === key.runKey);
}

async function readCheckRun(octokit: Octokit, target: PullTarget, id: number): Promise<CheckRun> {
  const { owner, repo } = target;
  const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
  return readJson(octokit, CheckRun, route, { owner, repo, check_run_id: id });
}

function toGitHub(annotation: Annotation) {
  return {
    path: annotation.path,
    start_line: Math.min(annotation.startLine, annotation.line),
    end_line: annotation.line,
    annotation_level: annotation.level,
    title: postedLine(annotation.title, 200),
    message: postedLine(annotation.message, 8000),
  };
}
