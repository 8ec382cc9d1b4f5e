import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Repository } from '../types.js';

/** A commit of a list, from git's fields: ids of commit, tree and parents, author and committer, message. */
export function renderCommit(state: SandboxState, repository: Repository, fields: readonly string[]) {
  const [sha = '', tree = '', parents = '', authorName, authorMail, authored, committerName, committerMail, committed] =
    fields;
  const api = `${apiUrl(state)}/repos/${fullName(repository)}`;
  const page = `${state.url}/${fullName(repository)}/commit`;
  return {
    sha,
    node_id: nodeId('C', sha),
    url: `${api}/commits/${sha}`,
    html_url: `${page}/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: { name: authorName, email: authorMail, date: authored },
      committer: { name: committerName, email: committerMail, date: committed },
      message: (fields[9] ?? '').trimEnd(),
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      comment_count: 0,
    },
    // Nobody here has told GitHub an address of theirs.
    author: null,
    committer: null,
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({ sha: parent, url: `${api}/commits/${parent}`, html_url: `${page}/${parent}` })),
  };
}
