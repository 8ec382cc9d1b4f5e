import type { Annotation, RenderedReview } from '../../review/types.js';
import { pullAddress, type PostedPart } from '../../markdown/own-link.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import {
  findCheckRuns,
  findOrCreateCheckRun,
  OwnCheckRun,
  REVIEW_CHECK,
  UPDATE_CHECK_RUN,
  type CheckRunIdentity,
} from './own-check-run.js';
import { postedLine, postedSummary } from './posted-body.js';
import type { PublishPorts } from './publish-ports.js';
import { sendText } from './send-text.js';
import type { PullTarget } from '../client/target.js';

const TWIN = 'Another check run of this review has the result.';
const ANNOTATIONS_PER_REQUEST = 50;

export interface CheckRunKey extends Pick<PublishPorts, 'beginWrite'> {
  headSha: string;
  /** Execution id, kept in `external_id`: a run finds its own check run again. */
  runKey: string;
  /** As in `PublishPorts`; the check run leads there. */
  repositoryUrl: string;
  /** Its id, where it was made before; absent or null: it is looked up, or made. */
  id?: number | null;
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
  const { id, output } = await beginConclusion(octokit, target, key);
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
        UPDATE_CHECK_RUN,
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
  for (const twin of await findCheckRuns(octokit, target, identityOf(key))) {
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
    UPDATE_CHECK_RUN,
    { owner, repo, check_run_id: id, status: 'completed', conclusion },
    { output: { title: postedLine(title, 200), summary } },
  );
}

/** Nothing has been sent to a check run whose conclusion has not begun. */
async function beginConclusion(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<OwnCheckRun> {
  const isFirst = (await key.beginWrite?.('conclusion')) ?? false;
  return isFirst && key.id != null ? { id: key.id } : findOrCreate(octokit, target, key);
}

async function findOrCreate(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<OwnCheckRun> {
  const first = {
    fields: { details_url: pullAddress(key.repositoryUrl, target.number), status: 'in_progress' },
    output: {
      title: postedLine('Review under way', 200),
      summary: postedSummary('The result replaces this text.', key),
    },
  } as const;
  const isFirst = (await key.beginWrite?.('check run')) ?? false;
  return findOrCreateCheckRun(octokit, target, identityOf(key), () => key.assertLease(), first, isFirst);
}

function identityOf({ headSha, runKey }: CheckRunKey): CheckRunIdentity {
  return { name: REVIEW_CHECK, headSha, externalId: runKey };
}

/** A check run as it is now. */
export async function readCheckRun(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  id: number,
): Promise<OwnCheckRun> {
  const { owner, repo } = target;
  const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
  return readJson(octokit, OwnCheckRun, route, { owner, repo, check_run_id: id });
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
