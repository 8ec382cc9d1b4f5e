import { keepNewest } from '../turns/keep-newest.js';
import { diffFiles, type DiffFile } from './pull-diff.js';
import type { SandboxState } from './state.js';
import type { Pull, Repository } from './types.js';

const MAX_KEPT = 200;

/** The changed files between two commits, given by SHA, so that they can be kept. Throws GitError. */
export function cachedDiff(
  state: SandboxState,
  repository: Repository,
  base: string,
  head: string,
): Promise<DiffFile[]> {
  const key = `${repository.folder}\0${base}\0${head}`;
  const kept = state.diffs.get(key);
  if (kept) return kept;
  const files = diffFiles(repository.folder, base, head);
  keepNewest(state.diffs, key, files, MAX_KEPT);
  files.catch(() => state.diffs.delete(key));
  return files;
}

/** The changed files of a pull request as it is now. */
export function pullFiles(state: SandboxState, repository: Repository, pull: Pull): Promise<DiffFile[]> {
  return cachedDiff(state, repository, pull.base.sha, pull.head.sha);
}
