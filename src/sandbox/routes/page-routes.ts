import { Hono } from 'hono';
import { gitText } from '../../checkout/git.js';
import { cachedDiff, pullFiles } from '../cached-diff.js';
import { comment } from '../comments.js';
import type { Environment, SandboxContext } from '../environment.js';
import { notFound } from '../github-error.js';
import { readObject } from '../git-objects.js';
import { accountHtml, homeHtml, repositoryHtml } from '../pages/account-pages.js';
import { commitHtml, commitsHtml, fileHtml, folderHtml } from '../pages/content-pages.js';
import { diffHtml } from '../pages/diff-html.js';
import { answerPage } from '../pages/frame-page.js';
import { issueHtml, pullHtml } from '../pages/pull-page.js';
import { resolveCommit } from '../resolve-commit.js';
import { fullName, repositoryNamed, type SandboxState } from '../state.js';
import type { Issue, Repository } from '../types.js';

const LONGEST = 65_536;
const MOST_COMMITS = 100;
/** What a commit is compared with that has no parent: the tree without a file. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** A login, which is no option of Git's. */
const AUTHOR = /^\w[\w.[\]-]{0,60}$/;

/**
 * The pages that what the App says links to, for people who try it out: accounts, repositories, pull requests, issues,
 * files and commits, plain as can be, and a form that comments as the account that owns the repository. There is no
 * sign-in: whoever reaches this sandbox is its user.
 */
export function pageRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/', (c) => answerPage(c, { title: 'A GitHub on this machine', content: homeHtml(state) }));
  routes.get('/:owner', (c) => {
    const user = state.users.get(c.req.param('owner').toLowerCase());
    if (user === undefined) throw notFound();
    return answerPage(c, { title: user.login, content: accountHtml(state, user) });
  });
  routes.get('/:owner/:repo', (c) => {
    const repository = repositoryOf(state, c);
    return answerPage(c, {
      title: fullName(repository),
      at: [ownerOf(repository)],
      content: repositoryHtml(repository),
    });
  });
  pullRoutes(state, routes);
  contentRoutes(state, routes);
  return routes;
}

function pullRoutes(state: SandboxState, routes: Hono<Environment>): void {
  const PATH = '/:owner/:repo/pull/:number';
  routes.get(PATH, (c) => {
    const { repository, issue } = issueOf(state, c);
    if (issue.pull === null) return c.redirect(`/${fullName(repository)}/issues/${issue.number}`, 302);
    return ofRepository(c, repository, titleOf(issue), pullHtml(repository, issue, issue.pull));
  });
  routes.post(PATH, async (c) => {
    // Another page in the same browser must not comment here.
    if (!['same-origin', 'none', undefined].includes(c.req.header('sec-fetch-site'))) return c.text('Forbidden\n', 403);
    const { repository, issue } = issueOf(state, c);
    if (issue.pull === null) throw notFound();
    const { body } = await c.req.parseBody();
    if (typeof body !== 'string' || body.trim() === '' || body.length > LONGEST)
      return c.text(`body: a comment of at most ${LONGEST} characters\n`, 422);
    await comment(state, repository, issue.number, repository.owner.login, body);
    return c.redirect(c.req.path, 303);
  });
  routes.get(`${PATH}/files`, async (c) => {
    const { repository, issue } = issueOf(state, c);
    if (issue.pull === null) throw notFound();
    const files = await pullFiles(state, repository, issue.pull);
    return ofRepository(c, repository, `Changed files of ${titleOf(issue)}`, diffHtml(files));
  });
  routes.get('/:owner/:repo/issues/:number', (c) => {
    const { repository, issue } = issueOf(state, c);
    if (issue.pull !== null) return c.redirect(`/${fullName(repository)}/pull/${issue.number}`, 302);
    return ofRepository(c, repository, titleOf(issue), issueHtml(repository, issue));
  });
}

function contentRoutes(state: SandboxState, routes: Hono<Environment>): void {
  for (const path of [
    '/:owner/:repo/blob/:ref/:path{.+}',
    '/:owner/:repo/tree/:ref/:path{.+}',
    '/:owner/:repo/tree/:ref',
  ])
    routes.get(path, async (c) => {
      const repository = repositoryOf(state, c);
      const { ref = '', path: file = '' } = c.req.param() as Record<string, string>;
      const commit = await commitNamed(repository, ref);
      const object = await readObject(repository.folder, `${commit}:${file}`);
      const title = `${file === '' ? 'Files' : file} at ${commit.slice(0, 7)}`;
      if (object?.type === 'blob') return ofRepository(c, repository, title, fileHtml(object.bytes));
      if (object?.type !== 'tree') throw notFound();
      const rows = await gitText(repository.folder, ['ls-tree', '-z', object.sha]);
      return ofRepository(c, repository, title, folderHtml(`/${fullName(repository)}`, { commit, path: file, rows }));
    });
  routes.get('/:owner/:repo/commit/:sha', async (c) => {
    const repository = repositoryOf(state, c);
    const sha = await commitNamed(repository, c.req.param('sha'));
    const text = await gitText(repository.folder, ['show', '--no-patch', '--format=%P%x00%an%x00%aI%x00%B', sha]);
    const [parents = '', author = '', at = '', message = ''] = text.split('\0');
    const [parent = EMPTY_TREE] = parents.split(' ').filter(Boolean);
    const files = await cachedDiff(state, repository, parent, sha);
    const [subject = ''] = message.split('\n');
    return ofRepository(
      c,
      repository,
      subject,
      commitHtml(`/${fullName(repository)}`, { sha, parents, author, at, message, files }),
    );
  });
  routes.get('/:owner/:repo/commits', async (c) => {
    const repository = repositoryOf(state, c);
    const { author } = c.req.query();
    if (author !== undefined && !AUTHOR.test(author)) throw notFound();
    const by = author === undefined ? [] : ['--fixed-strings', `--author=${author}@`];
    const log = [
      'log',
      '-z',
      `--max-count=${MOST_COMMITS}`,
      ...by,
      '--format=%H%x00%an%x00%aI%x00%s',
      repository.defaultBranch,
    ];
    const fields = (await gitText(repository.folder, [...log, '--'])).split('\0');
    const title = author === undefined ? 'Commits' : `Commits of ${author}`;
    return ofRepository(c, repository, title, commitsHtml(`/${fullName(repository)}`, fields));
  });
}

/** A page that stands below its repository. */
function ofRepository(c: SandboxContext, repository: Repository, title: string, content: string): Response {
  const at = [ownerOf(repository), { text: repository.name, href: `/${fullName(repository)}` }];
  return answerPage(c, { title, at, content });
}

function ownerOf({ owner }: Repository) {
  return { text: owner.login, href: `/${owner.login}` };
}

function titleOf({ number, title }: Issue): string {
  return `#${number}: ${title}`;
}

function repositoryOf(state: SandboxState, c: SandboxContext): Repository {
  const { owner = '', repo = '' } = c.req.param() as Record<string, string>;
  const repository = repositoryNamed(state, owner, repo);
  if (repository === undefined) throw notFound();
  return repository;
}

function issueOf(state: SandboxState, c: SandboxContext): { repository: Repository; issue: Issue } {
  const repository = repositoryOf(state, c);
  const issue = repository.issues.get(Number((c.req.param() as Record<string, string>)['number']));
  if (issue === undefined) throw notFound();
  return { repository, issue };
}

async function commitNamed({ folder }: Repository, ref: string): Promise<string> {
  const sha = await resolveCommit(folder, ref);
  if (sha === null) throw notFound();
  return sha;
}
