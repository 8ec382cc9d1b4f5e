import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { isAssignable } from '../read/is-assignable.js';
import { ensureLabel, labelName, type LabelToSet } from './ensure-label.js';
import { findIssueByReference, referenceId, type IssueReference } from './find-issue-by-reference.js';
import { signMarker } from './marker.js';
import { postedBody, postedLine } from './posted-body.js';
import type { PublishPorts } from './publish-ports.js';
import { sendText } from './send-text.js';

export interface NewIssue {
  /** Plain text; GitHub takes 256 characters. */
  title: string;
  /** Markdown. */
  body: string;
  labels: readonly LabelToSet[];
  /** Logins. */
  assignees: readonly string[];
}

export type IssuePorts = IssueReference &
  Pick<PublishPorts, 'repositoryUrl' | 'refused' | 'assertLease' | 'lookupDelaysMs'>;

export interface CreatedIssue {
  number: number;
  /** Its page. */
  url: string;
  /** False: there was one of this reference already, which stays as it is, open or closed. */
  isNew: boolean;
  /** Logins that GitHub does not let be assigned. */
  unassigned: string[];
}

type Target = Pick<PullTarget, 'owner' | 'repo' | 'repositoryId'>;

const Created = z.object({ number: z.number(), html_url: z.string() });
const LONGEST_TITLE = 256;
const MOST_ATTEMPTS = 3;

/**
 * Opens an issue unless there is one of this reference. An answer that was lost is looked up before the issue is opened
 * again. Labels that are missing are created. Throws GitHubTerminalError (`gone`) where issues are turned off, and what
 * GitHub and the lease throw.
 */
export async function createIssue(
  octokit: Octokit,
  target: Target,
  { title, body, labels, assignees }: NewIssue,
  ports: IssuePorts,
): Promise<CreatedIssue> {
  const earlier = await findIssueByReference(octokit, target, ports);
  if (earlier) return { number: earlier.number, url: earlier.url, isNew: false, unassigned: [] };
  const { assigned, unassigned } = await assignable(octokit, target, assignees);
  for (const label of labels) await ensureLabel(octokit, target, label, ports.assertLease);
  const marker = signMarker('issue', referenceId(ports.reference), { ...target, number: 0 }, ports.markerKeys[0]);
  const texts = {
    title: postedLine(title, LONGEST_TITLE),
    body: postedBody(body, marker, ports),
    labels: labels.flatMap(({ name }) => labelName(name) ?? []),
  };
  for (let attempt = 1; ; attempt++) {
    await ports.assertLease();
    try {
      return { ...(await send(octokit, target, texts, assigned)), isNew: true, unassigned };
    } catch (error) {
      if (!(error instanceof GitHubUnavailableError)) throw error;
      const found = await lookUp(octokit, target, ports);
      if (found) return { number: found.number, url: found.url, isNew: true, unassigned };
      if (attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

/** GitHub refuses a whole issue for one who cannot be assigned. */
async function assignable(
  octokit: Octokit,
  target: Target,
  logins: readonly string[],
): Promise<{ assigned: string[]; unassigned: string[] }> {
  const [assigned, unassigned]: [string[], string[]] = [[], []];
  const names = new Map(logins.map((login) => [login.trim().toLowerCase(), login.trim()]));
  names.delete('');
  for (const login of names.values())
    ((await isAssignable(octokit, target, login)) ? assigned : unassigned).push(login);
  return { assigned, unassigned };
}

async function send(
  octokit: Octokit,
  { owner, repo }: Target,
  texts: Pick<Parameters<typeof sendText>[3], 'title' | 'body' | 'labels'>,
  assignees: readonly string[],
): Promise<{ number: number; url: string }> {
  try {
    const data = await sendText(octokit, 'POST /repos/{owner}/{repo}/issues', { owner, repo, assignees }, texts);
    const created = Created.safeParse(data);
    if (!created.success) throw new GitHubUnavailableError('The answer names no issue', { cause: created.error });
    return { number: created.data.number, url: created.data.html_url };
  } catch (error) {
    if (!(error instanceof GitHubTerminalError) || error.reason !== 'gone') throw error;
    throw new GitHubTerminalError('gone', `Issues are turned off in ${owner}/${repo}: turn them on in its settings`, {
      cause: error,
    });
  }
}

async function lookUp(octokit: Octokit, target: Target, ports: IssuePorts) {
  for (const delay of ports.lookupDelaysMs) {
    await sleep(delay);
    const found = await findIssueByReference(octokit, target, ports);
    if (found) return found;
  }
  return null;
}
