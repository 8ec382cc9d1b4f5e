import { codeSpan } from '../markdown/code-text.js';
import { cleanText } from '../review/analyzers/clean-text.js';
import { cutText } from '../words/cut-text.js';
import type { CommentRequest } from './comment-request.js';

const LONGEST = 120;

/**
 * An answer below a line that says what was asked, and by whom: without secrets, and as code, so that nobody is called
 * and nothing acts.
 */
export function withRequest(
  { commenter, command, text }: Pick<CommentRequest, 'commenter' | 'command' | 'text'>,
  answer: string,
): string {
  // A run that was recorded by an older version has no words.
  const written = text === '' ? `/nectr ${command?.verb ?? ''}` : text;
  const line = cleanText(written).replaceAll(/\s+/g, ' ').trim();
  const shown = line.length <= LONGEST ? line : `${cutText(line, LONGEST).trimEnd()}…`;
  const asked = codeSpan(shown) || 'An empty line';
  return `> ${asked} by ${codeSpan(`@${commenter.login}`)}\n\n${answer}`;
}
