/**
 * Why a file that somebody named cannot be read, and the way out, as the rest of a sentence that begins with its path.
 * Shows nothing of what is in it.
 */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist: put the file there, or correct the path';
  if (code === 'EACCES' || code === 'EPERM')
    return 'may not be read by this user: chmod or chown it, or start as its owner';
  if (error instanceof Error && error.message.endsWith('is larger than 1 MB'))
    return 'is larger than 1 MB: name the file itself';
  return 'is no regular file: name the file itself';
}
