import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { signMarker, verifyMarker, withoutMarkers } from './marker.js';
import { isOwn } from '../client/own-identity.js';
import { postedBody, type Posted } from './posted-body.js';
import { sendText } from './send-text.js';
import type { PublishPorts } from './publish-ports.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

const Comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
});
type Comment = z.output<typeof Comment>;

/**
 * Writes the one summary comment of the pull request: edits ours (found by author and marker, never by text
 * alone) or creates it. Returns its id. An answer that was lost is looked up before the comment is created again.
 * A function gets what stands there now, without marker, or null; if it gives null, nothing is
 * written and null is returned. `conversation`: all its comments, where they were read just before.
 */
export async function upsertSummary(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  summary: string | ((earlier: string | null) => string | null),
  conversation: readonly Comment[] | null = null,
): Promise<number | null> {
  const marker = signMarker('summary', String(target.installationId), target, ports.markerKeys[0]);
  let found =
    conversation === null
      ? await findSummary(octokit, ports, target)
      : (conversation.find((comment) => isSummary(comment, ports, target)) ?? null);
  for (let attempt = 1; ; attempt++) {
    const earlier = typeof found?.body === 'string' ? withoutMarkers(found.body) : null;
    const text = typeof summary === 'string' ? summary : summary(earlier);
    if (text === null) return null;
    const body = postedBody(text, marker, ports);
    if (found?.body === body) return found.id;
    await ports.assertLease();
    try {
      return await write(octokit, target, found?.id ?? null, body);
    } catch (error) {
      if (!(error instanceof GitHubUnavailableError) || attempt >= 3) throw error;
      found = (await lookUp(octokit, ports, target)) ?? found;
    }
  }
}

async function write(octokit: Octokit, target: PullTarget, id: number | null, body: Posted): Promise<number> {
  const { owner, repo, number } = target;
  const [create, edit] = [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  ] as const;
  const data = await (id === null
    ? sendText(octokit, create, { owner, repo, issue_number: number }, { body })
    : sendText(octokit, edit, { owner, repo, comment_id: id }, { body }));
  const answer = Comment.safeParse(data);
  if (!answer.success) throw new GitHubUnavailableError('The comment answer has no id', { cause: answer.error });
  return answer.data.id;
}

async function lookUp(octokit: Octokit, ports: PublishPorts, target: PullTarget): Promise<Comment | null> {
  for (const delay of ports.lookupDelaysMs) {
    await sleep(delay);
    const found = await findSummary(octokit, ports, target);
    if (found) return found;
  }
  return null;
}

async function findSummary(octokit: Octokit, ports: PublishPorts, target: PullTarget): Promise<Comment | null> {
  const parameters = { owner: target.owner, repo: target.repo, issue_number: target.number };
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const keep = (comment: Comment) => isSummary(comment, ports, target);
  const options = { key: ({ id }: Comment) => id, keep, maxPages: 30 };
  const [summary] = await readPages(octokit, Comment, route, parameters, options);
  return summary ?? null;
}

function isSummary({ user, body }: Comment, ports: PublishPorts, target: PullTarget): boolean {
  return isOwn(user, ports.self) && verifyMarker(body, 'summary', target, ports.markerKeys) !== null;
}
