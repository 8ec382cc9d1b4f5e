/**
 * While it was read, the pull request became one that is not reviewed; `message` says what it is now. Nothing of the
 * review is left on it.
 */
export class PullNotWantedError extends Error {
  override readonly name = 'PullNotWantedError';
}
