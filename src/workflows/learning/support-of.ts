import { guessReply } from '../../conversation/guess-reply.js';
import type { Supported } from '../../memory/extract/keep-candidates.js';
import type { Candidate, PersonComment } from '../../memory/extract/types.js';

/**
 * What else speaks for a candidate in its pull request: another person with write permission who agreed below it, and
 * its finding, if somebody else fixed it. Who said it can add nothing. `comments` are those of `readWords`, oldest first. Pure.
 */
export function supportOf(candidate: Candidate, comments: readonly PersonComment[], pullAuthor: string): Supported {
  const { comment } = candidate;
  const below = comments.slice(comments.findIndex(({ key }) => key === comment.key) + 1);
  const agreed = below.find(
    ({ thread, author, text }) =>
      thread !== null &&
      thread === comment.thread &&
      author.id !== comment.author.id &&
      guessReply(text).kind === 'agree',
  );
  const { finding } = comment;
  const fixed = finding?.state === 'fixed' && pullAuthor !== comment.author.login ? finding.id : null;
  return { candidate, agreedIn: agreed?.key ?? null, fixed };
}
