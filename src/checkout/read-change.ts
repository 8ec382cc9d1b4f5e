import type { Change } from '../review/types.js';
import { cutText } from '../words/cut-text.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { readDiff } from './read-diff.js';
import type { ReviewRange } from './resolve-range.js';

/** Of what is not committed yet. */
export const UNKNOWN_AUTHOR = 'unknown';
const MOST_COMMITS = 100;
const LONGEST_BODY = 20_000;

/**
 * A range as the pipeline sees a pull request. The title is the subject of its last commit, the body that of it, or of
 * several all their messages; of uncommitted work nobody has said anything. The author of the last commit is shown only:
 * no decision rests on it.
 */
export async function readChange(checkout: Checkout, range: ReviewRange): Promise<Change> {
  const files = await readDiff(checkout, range.mergeBase, range.headSha);
  const commits = await readCommits(checkout, range);
  const [last] = commits;
  const isCommitted = range.kind === 'commits' || range.kind === 'all';
  const single = commits.length === 1 && isCommitted;
  const messages = commits.map(({ subject, body }) => `- ${subject}${body === '' ? '' : `\n\n${body}\n`}`).join('\n');
  return {
    repository: checkout.name,
    number: 0,
    title: (isCommitted ? last?.subject : null) ?? range.headRef,
    body: cutText(single ? (last?.body ?? '') : messages, LONGEST_BODY),
    author: last?.author ?? UNKNOWN_AUTHOR,
    authorIsBot: false,
    draft: false,
    state: 'open',
    labels: [],
    baseRef: range.baseRef,
    baseSha: range.baseSha,
    headRef: range.headRef,
    headSha: range.headSha,
    changedFiles: files.length,
    files,
  };
}

/** Newest first. */
async function readCommits(
  checkout: Checkout,
  { kind, mergeBase, headCommit }: ReviewRange,
): Promise<{ author: string; subject: string; body: string }[]> {
  const format = ['-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', '--format=%an%n%s%n%b'];
  const commits =
    kind === 'all' ? ['--max-count=1', headCommit] : [`--max-count=${MOST_COMMITS}`, headCommit, `^${mergeBase}`];
  const text = await mirrorText(checkout, ['log', ...format, ...commits, '--']);
  return text
    .split('\0')
    .filter((record) => record.trim() !== '')
    .map((record) => {
      const [author = '', subject = '', ...body] = record.split('\n');
      return { author, subject, body: body.join('\n').trim() };
    });
}
