import { Hono } from 'hono';
import { pullFiles } from '../cached-diff.js';
import type { Environment } from '../environment.js';
import { openPullOf, openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { diffText, type DiffFile } from '../pull-diff.js';
import { renderFile, renderPull, renderWholePull } from '../render/render-pull.js';
import type { SandboxState } from '../state.js';
import type { Issue, Pull } from '../types.js';

const READ = { any: ['pull_requests'], level: 'read' } as const;
/** GitHub lists no more files than these. */
const MAX_FILES = 3000;
/** As was seen on GitHub in 2026; documented nowhere. */
const MAX_PAGE_LINES = 20_000;

/** Pull requests and their files. */
export function pullRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo/pulls', (c) => {
    const { repository } = openRepository(state, c, READ);
    const { state: wanted = 'open', head, base, direction = 'desc', sort = 'created' } = c.req.query();
    const pulls = [...repository.issues.values()]
      .flatMap((issue) => (issue.pull ? [{ issue, pull: issue.pull }] : []))
      .filter(({ issue }) => wanted === 'all' || issue.state === wanted)
      .filter(({ pull }) => base === undefined || pull.base.ref === base)
      .filter(
        ({ pull }) =>
          head === undefined || `${(pull.head.fork?.owner ?? repository.owner).login}:${pull.head.ref}` === head,
      )
      .toSorted((a, b) => order(a.issue, sort) - order(b.issue, sort) || a.issue.number - b.issue.number);
    if (direction === 'desc') pulls.reverse();
    return c.json(paginate(state, c, pulls).map(({ issue, pull }) => renderPull(state, repository, issue, pull)));
  });
  routes.get('/repos/:owner/:repo/pulls/:number', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const { issue, pull } = openPullOf(repository, c);
    if (c.req.header('accept')?.includes('.diff')) {
      return c.text(await diffText(repository.folder, pull.base.sha, pull.head.sha));
    }
    return c.json(await renderWholePull(state, repository, issue, pull));
  });
  routes.get('/repos/:owner/:repo/pulls/:number/files', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const { pull } = openPullOf(repository, c);
    const files = (await pullFiles(state, repository, pull)).slice(0, MAX_FILES);
    const page = zeroBeyond(paginate(state, c, files), MAX_PAGE_LINES);
    return c.json(page.map((file) => renderFile(state, repository, pull.head.sha, file)));
  });
  return routes;
}

/** Rows after so many lines of one answer come without numbers and patch, and nothing marks them. */
function zeroBeyond(files: readonly DiffFile[], lines: number): DiffFile[] {
  let seen = 0;
  return files.map((file) => {
    seen += file.additions + file.deletions;
    return seen <= lines ? file : { ...file, additions: 0, deletions: 0, patch: null };
  });
}

function order(issue: Issue & { pull: Pull | null }, sort: string): number {
  return Date.parse(sort === 'updated' ? issue.updatedAt : issue.createdAt);
}
