import { Hono } from 'hono';
import type { Environment } from '../environment.js';
import { gitText } from '../../checkout/git.js';
import { resolveCommit } from '../resolve-commit.js';
import { GitHubError } from '../github-error.js';
import { openPullOf, openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { renderCommit } from '../render/render-commit.js';
import { renderRepository } from '../render/render-repository.js';
import type { SandboxState } from '../state.js';
import type { Repository } from '../types.js';

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/** GitHub lists no more of a pull request: https://docs.github.com/rest/pulls/pulls#list-commits-on-a-pull-request */
const MOST_OF_PULL = 250;

/**
 * The repository itself; the commits of a pull request, oldest first; the commits that lead to a commit, newest first, those that touched one path if one is named, those until a time if one is given.
 */
export function commitRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo', (c) => {
    const { repository } = openRepository(state, c, { any: ['metadata'], level: 'read' });
    return c.json(renderRepository(state, repository));
  });
  routes.get('/repos/:owner/:repo/commits', async (c) => {
    const { repository } = openRepository(state, c, { any: ['contents'], level: 'read' });
    const { sha = repository.defaultBranch, path, until } = c.req.query();
    const commit = await resolveCommit(repository.folder, sha);
    if (commit === null) throw new GitHubError(404, `No commit found for SHA: ${sha}`);
    const only = path === undefined || path === '' ? [] : ['--', path];
    const dated = until === undefined ? [] : [`--until=${until}`];
    const log = ['--literal-pathspecs', 'log', '-z', `--format=tformat:${FIELDS}%x00%x00`, ...dated, commit, ...only];
    return c.json(paginate(state, c, await rowsOf(repository, log)).map((row) => renderCommit(state, repository, row)));
  });
  routes.get('/repos/:owner/:repo/pulls/:number/commits', async (c) => {
    const { repository } = openRepository(state, c, { any: ['pull_requests'], level: 'read' });
    const { pull } = openPullOf(repository, c);
    const log = ['log', '-z', `--format=tformat:${FIELDS}%x00%x00`, `${pull.base.sha}..${pull.head.sha}`];
    const oldest = (await rowsOf(repository, log)).toReversed().slice(0, MOST_OF_PULL);
    return c.json(paginate(state, c, oldest).map((row) => renderCommit(state, repository, row)));
  });
  return routes;
}

async function rowsOf({ folder }: Repository, log: readonly string[]): Promise<string[][]> {
  return (await gitText(folder, log))
    .split('\0\0\0')
    .filter(Boolean)
    .map((row) => row.split('\0'));
}
