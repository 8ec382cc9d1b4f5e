import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { signMarker, verifyMarker } from './marker.js';
import { isOwn } from '../client/own-identity.js';
import { postedBody, type Posted } from './posted-body.js';
import { sendText } from './send-text.js';
import type { PublishPorts } from './publish-ports.js';
import { readJson } from '../client/read-json.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

const Comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
});
type Comment = z.output<typeof Comment>;

export interface Reply {
  /** What is answered; there is one reply of ours for each key. Letters, digits, `_` and `-`. */
  key: string;
  /** Markdown. */
  text: string;
  /** The comment that begins the thread the reply goes into; null: the conversation of the pull request. */
  thread: number | null;
  /**
   * Our reply cannot be older than this: a time of GitHub (ISO 8601), or one of our own clock. Several are looked from in
   * turn: in a long conversation only what is near the first is found.
   */
  since: string | Date | readonly (string | Date)[];
  /** Our reply, where it is known; looked for only if it is there no more. */
  known?: number | null;
}

/** By so much our clock and GitHub's may differ. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/**
 * Posts one reply for each key: ours is found by author and marker and edited if its text is another, else it is
 * created. An answer that was lost is looked up before the reply is posted again. Returns its id, or null if the
 * thread is gone.
 */
export async function upsertReply(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  reply: Reply,
): Promise<number | null> {
  const marker = signMarker('reply', reply.key, target, ports.markerKeys[0]);
  const body = postedBody(reply.text, marker, ports);
  let found = (await readKnown(octokit, ports, target, reply)) ?? (await findReply(octokit, ports, target, reply));
  for (let attempt = 1; ; attempt++) {
    if (found?.body === body) return found.id;
    await ports.assertLease();
    try {
      return await write(octokit, target, reply, found?.id ?? null, body);
    } catch (error) {
      if (error instanceof GitHubTerminalError && error.reason === 'not-found' && reply.thread !== null) return null;
      if (!(error instanceof GitHubUnavailableError) || attempt >= 3) throw error;
      found = (await lookUp(octokit, ports, target, reply)) ?? found;
    }
  }
}

async function write(
  octokit: Octokit,
  { owner, repo, number }: PullTarget,
  { thread }: Reply,
  id: number | null,
  body: Posted,
): Promise<number> {
  const [edit, create, answer] = [
    `PATCH /repos/{owner}/{repo}/${kindOf(thread)}/comments/{comment_id}`,
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies',
  ] as const;
  const data = await (id !== null
    ? sendText(octokit, edit, { owner, repo, comment_id: id }, { body })
    : thread === null
      ? sendText(octokit, create, { owner, repo, issue_number: number }, { body })
      : sendText(octokit, answer, { owner, repo, pull_number: number, comment_id: thread }, { body }));
  const written = Comment.safeParse(data);
  if (!written.success) throw new GitHubUnavailableError('The reply answer has no id', { cause: written.error });
  return written.data.id;
}

async function lookUp(octokit: Octokit, ports: PublishPorts, target: PullTarget, reply: Reply) {
  for (const delay of ports.lookupDelaysMs) {
    await sleep(delay);
    const found = await findReply(octokit, ports, target, reply);
    if (found) return found;
  }
  return null;
}

async function readKnown(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  { key, thread, known = null }: Reply,
): Promise<Comment | null> {
  if (known === null) return null;
  const { owner, repo } = target;
  const route = `GET /repos/{owner}/{repo}/${kindOf(thread)}/comments/{comment_id}`;
  try {
    const comment = await readJson(octokit, Comment, route, { owner, repo, comment_id: known });
    return isReply(comment, ports, target, key) ? comment : null;
  } catch (error) {
    if (error instanceof GitHubTerminalError && ['not-found', 'gone'].includes(error.reason)) return null;
    throw error;
  }
}

async function findReply(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  { key, thread, since }: Reply,
): Promise<Comment | null> {
  const { owner, repo, number } = target;
  const route = `GET /repos/{owner}/{repo}/${kindOf(thread)}/{number}/comments`;
  const keep = (comment: Comment) => isReply(comment, ports, target, key);
  const options = { key: (row: Comment) => row.id, keep, maxPages: 10 };
  for (const each of [since].flat()) {
    const from = typeof each === 'string' ? each : new Date(each.getTime() - CLOCK_TOLERANCE_MS).toISOString();
    const [reply] = await readPages(octokit, Comment, route, { owner, repo, number, since: from }, options);
    if (reply !== undefined) return reply;
  }
  return null;
}

function isReply({ user, body }: Comment, ports: PublishPorts, target: PullTarget, key: string): boolean {
  return isOwn(user, ports.self) && verifyMarker(body, 'reply', target, ports.markerKeys) === key;
}

function kindOf(thread: number | null): 'issues' | 'pulls' {
  return thread === null ? 'issues' : 'pulls';
}
