/** A diff that cannot be trusted. `line` is 1-based in the text that was parsed. */
export class DiffParseError extends Error {
  override name = 'DiffParseError';

  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`line ${line} of the diff: ${reason}`);
  }
}
