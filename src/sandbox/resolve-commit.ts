import { readObject } from './git-objects.js';

/** GitHub lets no branch or tag have such a name. */
const FULL_ID = /^[0-9a-f]{40}$/;

/** The full id of the commit a branch, tag, `refs/…` name or SHA points to; null if there is none. */
export async function resolveCommit(folder: string, ref: string): Promise<string | null> {
  if (ref.startsWith('-') || ref === '' || /[\s^~:?*[\\]/.test(ref)) return null;
  const candidates = FULL_ID.test(ref) ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`, ref];
  for (const candidate of candidates) {
    const commit = await readObject(folder, `${candidate}^{commit}`);
    if (commit) return commit.sha;
  }
  return null;
}
