/**
 * A source beside the graph (blame, CODEOWNERS) gives no answer. The message says why, in words for the review: the
 * rest is told without it.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
