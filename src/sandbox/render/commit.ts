import type { Commit } from '../commits.js';
import { fullName, nodeId, type SandboxState } from '../state.js';
import type { Repository } from '../types.js';
import { repositoryUrl } from './repository.js';

/** A commit; people of git are not matched to accounts. */
export function renderCommit(state: SandboxState, repository: Repository, commit: Commit): Record<string, unknown> {
  const api = repositoryUrl(state, repository);
  const html = `${state.url}/${fullName(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
  };
}
