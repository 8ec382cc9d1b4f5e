import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';
import { createIssue, type IssuePorts } from './create-issue.js';
import { findIssueByReference, referenceId } from './find-issue-by-reference.js';
import { signMarker } from './marker.js';
import { postedBody } from './posted-body.js';
import { sendText } from './send-text.js';

export interface KeptIssue {
  title: string;
  /** Markdown. */
  body: string;
  /** There is none yet, and none is wanted: nothing is opened. */
  onlyIfThere: boolean;
}

export interface UpsertedIssue {
  number: number;
  url: string;
  change: 'created' | 'edited' | 'none';
}

const Issue = z.object({ body: z.string().nullish(), state: z.enum(['open', 'closed']) });
/** Where something of ours is linked. */
const LINKS = /\]\((\S+?)\)/g;

/**
 * Keeps one issue for each reference up to date: opened where there is none, else its text is edited if it is another. One
 * that somebody closed is opened again where the text links to something that it did not name before. Null: there is none.
 * Throws what `createIssue` does.
 */
export async function upsertIssue(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo' | 'repositoryId'>,
  { title, body, onlyIfThere }: KeptIssue,
  ports: IssuePorts,
): Promise<UpsertedIssue | null> {
  const known = await findIssueByReference(octokit, target, ports);
  if (known === null) {
    if (onlyIfThere) return null;
    const { number, url } = await createIssue(octokit, target, { title, body, labels: [], assignees: [] }, ports);
    return { number, url, change: 'created' };
  }
  const { owner, repo } = target;
  const { number, url } = known;
  const place = { owner, repo, issue_number: number };
  const now = await readJson(octokit, Issue, 'GET /repos/{owner}/{repo}/issues/{issue_number}', place);
  const marker = signMarker('issue', referenceId(ports.reference), { ...target, number: 0 }, ports.markerKeys[0]);
  const text = postedBody(body, marker, ports);
  const before = now.body ?? '';
  const isNews = [...text.matchAll(LINKS)].some(([, address = '']) => !before.includes(`(${address})`));
  const opens = now.state === 'closed' && isNews;
  if (before.replaceAll('\r\n', '\n') === text && !opens) return { number, url, change: 'none' };
  await ports.assertLease();
  const fields = { ...place, ...(opens && { state: 'open' }) };
  await sendText(octokit, 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', fields, { body: text });
  return { number, url, change: 'edited' };
}
