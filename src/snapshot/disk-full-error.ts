const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT']);

/** The disk is full, also after everything that may go went. The message is fit for a review. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** Whether an error, or what caused it, says that the disk or the share of it that we may use is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && FULL.has(error.code)) || isDiskFull(error.cause);
}
