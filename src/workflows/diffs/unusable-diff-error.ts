/** A diff that cannot be reviewed; `message` says why, and what would help. */
export class UnusableDiffError extends Error {
  override readonly name = 'UnusableDiffError';
}
