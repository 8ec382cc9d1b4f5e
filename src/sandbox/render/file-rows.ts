import type { DiffFile } from '../pull-diff.js';
import { fullName, type SandboxState } from '../state.js';
import type { Repository } from '../types.js';
import { repositoryUrl } from './repository.js';

/** Past this many lines in one answer GitHub empties the rows, without a word: github.com/orgs/community/discussions/213491 */
const MAX_LINES = 20_000;

/** Changed files as `pulls/{n}/files` and `compare` show them, all of one answer. */
export function renderFileRows(
  state: SandboxState,
  repository: Repository,
  headSha: string,
  files: readonly DiffFile[],
): Record<string, unknown>[] {
  let lines = 0;
  return files.map((file) => {
    lines += file.additions + file.deletions;
    const emptied = lines > MAX_LINES;
    const path = file.path.split('/').map(encodeURIComponent).join('/');
    const html = `${state.url}/${fullName(repository)}`;
    return {
      sha: file.sha,
      filename: file.path,
      status: file.status,
      additions: emptied ? 0 : file.additions,
      deletions: emptied ? 0 : file.deletions,
      changes: emptied ? 0 : file.additions + file.deletions,
      blob_url: `${html}/blob/${headSha}/${path}`,
      raw_url: `${html}/raw/${headSha}/${path}`,
      contents_url: `${repositoryUrl(state, repository)}/contents/${path}?ref=${headSha}`,
      ...(file.patch !== null && !emptied && { patch: file.patch }),
      ...(file.oldPath !== null && { previous_filename: file.oldPath }),
    };
  });
}
