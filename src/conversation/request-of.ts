import { cutText } from '../words/cut-text.js';
import type { CommentRequest } from './comment-request.js';
import { parseCommand } from './parse-command.js';

const LONGEST_REPLY = 4000;

/**
 * What a comment with this body asks for: a command, or, in a thread, whatever it replies. Null: nothing. `appSlug` is
 * the name that comments call us by; null: not known. Pure.
 */
export function requestOf(
  body: string,
  { commenter, comment }: Pick<CommentRequest, 'commenter' | 'comment'>,
  appSlug: string | null,
): CommentRequest | null {
  const found = parseCommand(body, appSlug);
  if (found !== null) return { commenter, comment, command: found.command, text: found.written };
  if (comment.inReplyTo === null) return null;
  return { commenter, comment, command: null, text: cutText(body, LONGEST_REPLY) };
}
