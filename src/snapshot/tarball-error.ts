/** The archive is broken or bigger than any repository we read. */
export class TarballError extends Error {
  override readonly name: string = 'TarballError';
}

/** Downloading it again would not help. */
export class TarballTooLargeError extends TarballError {
  override readonly name = 'TarballTooLargeError';
}
