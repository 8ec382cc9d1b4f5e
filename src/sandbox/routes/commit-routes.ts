import { Hono } from 'hono';
import type { Environment } from '../environment.js';
import { gitText } from '../../checkout/git.js';
import { resolveCommit } from '../resolve-commit.js';
import { GitHubError } from '../github-error.js';
import { openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { renderCommit } from '../render/render-commit.js';
import { renderRepository } from '../render/render-repository.js';
import type { SandboxState } from '../state.js';

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/**
 * The repository itself; the commits that lead to a commit, newest first, those that touched one path if one is named.
 */
export function commitRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo', (c) => {
    const { repository } = openRepository(state, c, { any: ['metadata'], level: 'read' });
    return c.json(renderRepository(state, repository));
  });
  routes.get('/repos/:owner/:repo/commits', async (c) => {
    const { repository } = openRepository(state, c, { any: ['contents'], level: 'read' });
    const { sha = repository.defaultBranch, path } = c.req.query();
    const commit = await resolveCommit(repository.folder, sha);
    if (commit === null) throw new GitHubError(404, `No commit found for SHA: ${sha}`);
    const only = path === undefined || path === '' ? [] : ['--', path];
    const log = ['--literal-pathspecs', 'log', '-z', `--format=tformat:${FIELDS}%x00%x00`, commit, ...only];
    const rows = (await gitText(repository.folder, log)).split('\0\0\0').filter(Boolean);
    return c.json(paginate(state, c, rows).map((row) => renderCommit(state, repository, row.split('\0'))));
  });
  return routes;
}
