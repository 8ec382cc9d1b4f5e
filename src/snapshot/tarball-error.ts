/** The archive is broken or bigger than any repository we read. */
export class TarballError extends Error {
  override readonly name = 'TarballError';
}
