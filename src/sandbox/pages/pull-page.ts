import { escape } from '../render/render-form.js';
import { fullName } from '../state.js';
import { threadsOf } from '../threads-of.js';
import type { Issue, IssueComment, Pull, Repository, Review, ReviewComment, User } from '../types.js';
import { link } from './frame-page.js';
import { readableText } from './readable-text.js';

const HUNK_LINES = 4;
const DECISION = {
  COMMENTED: 'reviewed',
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'asked for changes',
  DISMISSED: 'reviewed (dismissed)',
} as const;

/** HTML of a pull request: what was said of it, each thread with the lines it is about and its state, its checks. */
export function pullHtml(repository: Repository, issue: Issue, pull: Pull): string {
  const of = `/${fullName(repository)}`;
  const files = link({ text: 'Changed files', href: `${of}/pull/${issue.number}/files` });
  const head = link({ text: pull.head.sha.slice(0, 7), href: `${of}/commit/${pull.head.sha}` });
  const threads = threadsOf(pull, issue.user);
  const reviews = [...pull.reviews.values()].filter(({ state: decision }) => decision !== 'PENDING');
  const checks = [...repository.checkRuns.values()].filter(({ headSha }) => headSha === pull.head.sha);
  const byTime = [
    ...commentsOf(repository, issue).map((one) => ({ at: one.createdAt, html: commentHtml(one) })),
    ...reviews.map((review) => ({ at: review.submittedAt ?? '', html: reviewHtml(review, threads) })),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
  return `<p>${stateOf(issue, pull)} · ${escape(pull.head.ref)} into ${escape(pull.base.ref)} · ${head} · ${files}</p>
${saidHtml('', issue.user, 'opened this', issue.createdAt, issue.body ?? '')}
${byTime.map(({ html }) => html).join('\n')}
<h2>Checks</h2>${checks.map((check) => `<p>${escape(check.name)}: <b>${escape(check.conclusion ?? check.status)}</b> ${escape(check.title ?? '')}</p>`).join('') || '<p>None yet.</p>'}
${formHtml(repository)}`;
}

/** HTML of an issue with what was said of it. */
export function issueHtml(repository: Repository, issue: Issue): string {
  const said = commentsOf(repository, issue).map(commentHtml).join('');
  return `<p>${issue.state}</p>${saidHtml('', issue.user, 'opened this', issue.createdAt, issue.body ?? '')}${said}`;
}

function stateOf(issue: Issue, pull: Pull): string {
  if (pull.mergedAt !== null) return 'Merged';
  if (issue.state === 'closed') return 'Closed';
  return pull.draft ? 'Draft' : 'Open';
}

function commentsOf(repository: Repository, { number }: Issue): IssueComment[] {
  return [...repository.comments.values()].filter(({ issueNumber }) => issueNumber === number);
}

function commentHtml({ id, user, createdAt, body }: IssueComment): string {
  return saidHtml(`issuecomment-${id}`, user, 'commented', createdAt, body);
}

function reviewHtml(review: Review, threads: readonly [ReviewComment, ...ReviewComment[]][]): string {
  const { id, user, submittedAt, body } = review;
  const did = review.state === 'PENDING' ? '' : DECISION[review.state];
  const own = threads.filter(([root]) => root.reviewId === id).map(threadHtml);
  // An answer to a thread is a review without a text; it stands in its thread.
  if (own.length === 0 && body === '' && review.state === 'COMMENTED') return '';
  return saidHtml(`pullrequestreview-${id}`, user, did, submittedAt ?? '', body, own.join(''));
}

function threadHtml([root, ...replies]: readonly [ReviewComment, ...ReviewComment[]]): string {
  const { original, current, resolvedBy } = root;
  const states = [
    resolvedBy === null ? 'open' : `resolved by ${resolvedBy.login}`,
    ...(current === null ? ['outdated: its line has changed since'] : []),
  ];
  const hunk = original.diffHunk.split('\n').slice(-HUNK_LINES).join('\n');
  const said = [root, ...replies].map(({ id, user, createdAt, body }) =>
    saidHtml(`discussion_r${id}`, user, '', createdAt, body),
  );
  return `<article><b>${escape(original.path)}:${original.line}</b> <small>${escape(states.join(', '))}</small><pre>${escape(hunk)}</pre>${said.join('')}</article>`;
}

function saidHtml(id: string, user: User, did: string, at: string, body: string, more = ''): string {
  const named = id === '' ? '' : ` id="${id}"`;
  const who = link({ text: user.login, href: `/${encodeURIComponent(user.login)}` });
  return `<article${named}><p>${who} ${did} <small>${escape(at)}</small></p><div class="text">${escape(readableText(body))}</div>${more}</article>`;
}

function formHtml({ owner }: Repository): string {
  return `<form method="post"><label>Comment as ${escape(owner.login)}<br><textarea name="body" rows="4" required></textarea></label>
<p><button>Comment</button> Such as <code>/nectr help</code>; the answer stands here soon after: reload the page.</p></form>`;
}
