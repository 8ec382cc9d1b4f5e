import { z } from 'zod';
import { redact } from '../../access/redact.js';
import type { Annotation, RenderedReview } from '../../review/types.js';
import { capBody } from './cap-body.js';
import { cutText } from '../client/cut-text.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import { sanitiseMarkdown } from './sanitise-markdown.js';
import { stripInvisible } from './strip-invisible.js';
import type { PullTarget } from '../client/target.js';

const NAME = 'Nectr';
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
  assertLease(): Promise<void>;
}

/** Shows that a review is under way. Returns the id of this run's check run, created only if there is none. */
export async function startCheckRun(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<number> {
  return (await findOrCreate(octokit, target, key)).id;
}

/**
 * Ends this run's check run, creating it if need be. Annotations go in groups of fifty, which GitHub appends; groups
 * that a crash or a lost answer left behind are counted, not sent twice. A second check run of this run (a worker that
 * froze between asking and creating) is ended too. Returns the id.
 */
export async function concludeCheckRun(
  octokit: Octokit,
  target: PullTarget,
  key: CheckRunKey,
  check: RenderedReview['check'],
): Promise<number> {
  const { id, output } = await findOrCreate(octokit, target, key);
  let sent = output?.annotations_count ?? 0;
  for (let failures = 0; ;) {
    const group = check.annotations.slice(sent, sent + ANNOTATIONS_PER_REQUEST);
    const last = sent + group.length >= check.annotations.length;
    await key.assertLease();
    try {
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner: target.owner,
        repo: target.repo,
        check_run_id: id,
        ...(last ? { status: 'completed', conclusion: check.conclusion } : { status: 'in_progress' }),
        output: {
          title: plain(check.title, 200),
          summary: capBody(redact(sanitiseMarkdown(check.summary))),
          annotations: group.map(toGitHub),
        },
      });
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
  await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    owner,
    repo,
    check_run_id: id,
    status: 'completed',
    conclusion,
    output: { title: plain(title, 200), summary: 'Another check run of this review has the result.' },
  });
}

async function findOrCreate(octokit: Octokit, target: PullTarget, key: CheckRunKey): Promise<CheckRun> {
  for (let attempt = 1; ; attempt++) {
    const found = await find(octokit, target, key);
    if (found) return found;
    await key.assertLease();
    try {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        owner: target.owner,
        repo: target.repo,
        name: NAME,
        head_sha: key.headSha,
        external_id: key.runKey,
        status: 'in_progress',
        output: { title: 'Review under way', summary: 'The result replaces this text.' },
      });
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
    title: plain(annotation.title, 200),
    message: plain(annotation.message, 8000),
  };
}

/** Annotations and titles are shown as plain text. */
function plain(text: string, maxLength: number): string {
  return cutText(redact(stripInvisible(text)), maxLength) || '(no text)';
}
