import { commentKey } from '../../conversation/comment-request.js';
import { parseCommand } from '../../conversation/parse-command.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { isOwn, type OwnIdentity } from '../../github/client/own-identity.js';
import type { PullTarget } from '../../github/client/target.js';
import { readPermission } from '../../github/read/read-permission.js';
import type { PullComment } from '../../github/read/read-pull-comments.js';
import { ownProse } from '../../markdown/plain-lines.js';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import type { PersonComment } from '../../memory/extract/types.js';
import { cutText } from '../../words/cut-text.js';

const LONGEST = 8000;
const MOST_PEOPLE = 20;
/** What nobody sees who reads the comment. */
const HIDDEN = /<!--[\s\S]*?(?:-->|$)/g;

/** A finding of ours that a thread begins with. */
export interface ToldFinding {
  id: string;
  rule: string;
  state: string;
  commentId: number;
}

/**
 * Of what stands in a pull request, the words of people who may write to the repository: none of ours, of bots, of
 * programs in a person's name, nothing that is quoted or code, and no commands, which are followed elsewhere. GitHub is asked who may write, so that a
 * stranger's or a reader's words reach no model. Throws what GitHub throws.
 */
export async function readWords(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  comments: readonly PullComment[],
  { self, findings }: { self: OwnIdentity; findings: readonly ToldFinding[] },
): Promise<PersonComment[]> {
  const words = comments.flatMap((comment) => personComment(comment, self, findings) ?? []);
  const people = [...new Set(words.map(({ author }) => author.login))].slice(0, MOST_PEOPLE);
  const writers = new Set<string>();
  for (const login of people) {
    if (['admin', 'write'].includes(await readPermission(octokit, target, login))) writers.add(login);
  }
  return words.filter(({ author }) => writers.has(author.login));
}

function personComment(
  { kind, id, user, byApp, body, link, path, inReplyTo, createdAt }: PullComment,
  self: OwnIdentity,
  findings: readonly ToldFinding[],
): PersonComment | null {
  if (user === null || user.type !== 'User' || user.login.endsWith('[bot]') || byApp || isOwn(user, self)) return null;
  if (parseCommand(body, 'appSlug' in self ? self.appSlug : null) !== null) return null;
  const text = cutText(stripInvisible(ownProse(body.replaceAll(HIDDEN, ''))).trim(), LONGEST);
  if (text === '') return null;
  const thread = kind === 'review-comment' ? (inReplyTo ?? id) : null;
  const told = findings.find(({ commentId }) => commentId === thread);
  return {
    key: kind === 'review' ? `rv${id}` : commentKey({ id, kind: kind === 'issue' ? 'issue' : 'review' }),
    author: { id: user.id, login: user.login },
    text,
    link,
    path,
    thread,
    at: createdAt,
    finding: told === undefined ? null : { id: told.id, rule: told.rule, state: told.state },
  };
}
