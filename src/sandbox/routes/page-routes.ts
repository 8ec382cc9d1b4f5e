import { Hono } from 'hono';
import { comment } from '../comments.js';
import type { Environment, SandboxContext } from '../environment.js';
import { notFound } from '../github-error.js';
import { fullName, repositoryNamed, type SandboxState } from '../state.js';
import type { Issue, Repository } from '../types.js';

const PATH = '/:owner/:repo/pull/:number';
const LONGEST = 65_536;

/**
 * The page of a pull request for people who try it out: what `pageOf` says of it as text, and a form that comments as
 * the account that owns the repository. GitHub's own pages are not imitated.
 */
export function pageRoutes(
  state: SandboxState,
  pageOf: (repository: Repository, issue: Issue) => string,
): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get(PATH, (c) => {
    const { repository, issue } = pullOf(state, c);
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
    return c.html(render(repository, issue, pageOf(repository, issue)));
  });
  routes.post(PATH, async (c) => {
    // Another page in the same browser must not comment here.
    if (!['same-origin', 'none', undefined].includes(c.req.header('sec-fetch-site'))) return c.text('Forbidden\n', 403);
    const { repository, issue } = pullOf(state, c);
    const { body } = await c.req.parseBody();
    if (typeof body !== 'string' || body.trim() === '' || body.length > LONGEST)
      return c.text(`body: a comment of at most ${LONGEST} characters\n`, 422);
    await comment(state, repository, issue.number, repository.owner.login, body);
    return c.redirect(c.req.path, 303);
  });
  return routes;
}

function pullOf(state: SandboxState, c: SandboxContext): { repository: Repository; issue: Issue } {
  const { owner = '', repo = '', number } = c.req.param() as Record<string, string>;
  const repository = repositoryNamed(state, owner, repo);
  const issue = repository?.issues.get(Number(number));
  if (repository === undefined || issue?.pull == null) throw notFound();
  return { repository, issue };
}

function render(repository: Repository, { number, title }: Issue, text: string): string {
  const name = `${fullName(repository)} #${number}: ${title}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(name)}</title>
<style>body{max-width:60rem;margin:2rem auto;font-family:sans-serif}pre{white-space:pre-wrap}textarea{width:100%}</style></head>
<body><h1>${escaped(name)}</h1>
<pre>${escaped(text)}</pre>
<form method="post"><label>Comment as ${escaped(repository.owner.login)}<br><textarea name="body" rows="4" required></textarea></label>
<p><button>Comment</button> Such as <code>/nectr help</code>; the answer stands here soon after: reload the page.</p></form>
</body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
