import { readableText } from '../sandbox/pages/readable-text.js';
import type { Issue, Repository, ReviewComment } from '../sandbox/types.js';

/**
 * A pull request's page as text, the way its author reads it: hidden markers and where links lead are not shown, folded
 * parts are, each inline comment stands below the lines of the diff it is about.
 */
export function printReview(repository: Repository, issue: Issue): string {
  const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === issue.number);
  const reviews = [...(issue.pull?.reviews.values() ?? [])].filter((review) => review.state !== 'PENDING');
  const inline = [...(issue.pull?.reviewComments.values() ?? [])];
  const parts = [
    frame(`${repository.owner.login}/${repository.name} #${issue.number} · ${issue.title}`),
    ...comments.map((comment) => `${comment.user.login} commented:\n\n${readableText(comment.body)}`),
    ...reviews.map((review) => {
      const own = inline.filter((comment) => comment.reviewId === review.id);
      return [
        `${review.user.login} reviewed (${review.state.toLowerCase()}):`,
        readableText(review.body),
        ...own.map(printComment),
      ]
        .filter((part) => part !== '')
        .join('\n\n');
    }),
    ...[...repository.checkRuns.values()]
      .filter((check) => check.headSha === issue.pull?.head.sha)
      .map((check) => `Check run ${check.name}: ${check.conclusion ?? check.status} · ${check.title ?? ''}`),
  ];
  return parts.join(`\n\n${'─'.repeat(78)}\n`);
}

function printComment({ original, body }: ReviewComment): string {
  const hunk = original.diffHunk.split('\n').slice(-4);
  const quoted = hunk.map((line) => `  │ ${line}`).join('\n');
  return `  ┌ ${original.path}:${original.line}\n${quoted}\n  └─\n${indent(readableText(body))}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

function frame(title: string): string {
  return `${'━'.repeat(78)}\n${title}\n${'━'.repeat(78)}`;
}
