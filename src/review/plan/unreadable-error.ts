/**
 * A source's word that something cannot be read: it is named in the review, with this message, and the rest goes on.
 * Every other error of a source (a limit that wants the run to wait, a lost lease) ends the review and passes through.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
