import { GitError, gitText } from '../checkout/git.js';

/** The full id of the commit a branch, tag, `refs/…` name or SHA points to; null if there is none. */
export async function resolveCommit(folder: string, ref: string): Promise<string | null> {
  if (ref.startsWith('-') || ref === '' || /[\s^~:?*[\\]/.test(ref)) return null;
  for (const candidate of [`refs/heads/${ref}`, `refs/tags/${ref}`, ref]) {
    try {
      return (await gitText(folder, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`])).trim();
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
    }
  }
  return null;
}
