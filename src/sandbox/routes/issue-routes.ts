import { Hono } from 'hono';
import { z } from 'zod';
import type { Environment, SandboxContext } from '../environment.js';
import { notFound } from '../github-error.js';
import { assertUnlocked, openIssueOf, openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { spendContent } from '../rate-limit.js';
import { assertBody, readRequest } from '../read-request.js';
import { ReactionRequest, react, reactionsOf, takeBack } from '../react.js';
import { renderIssue, renderIssueComment, renderReaction } from '../render/render-issue.js';
import { takeId, timestamp, type SandboxState } from '../state.js';
import type { IssueComment, Repository, Role } from '../types.js';

const READ = { any: ['issues', 'pull_requests'], level: 'read' } as const;
const WRITE = { any: ['issues', 'pull_requests'], level: 'write' } as const;
const Body = z.object({ body: z.string() });
const Edit = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
});

/** Issues, the conversation of a pull request, reactions, and what a person may do in the repository. */
export function issueRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo/issues/:number', (c) => {
    const { repository } = openRepository(state, c, READ);
    return c.json(renderIssue(state, repository, openIssueOf(repository, c)));
  });
  routes.patch('/repos/:owner/:repo/issues/:number', async (c) => {
    const { repository } = openRepository(state, c, WRITE);
    const issue = openIssueOf(repository, c);
    const { title = issue.title, body = issue.body, state: wanted = issue.state } = await readRequest(c, Edit);
    assertBody(body ?? ' ', 'Issue');
    const now = timestamp();
    Object.assign(issue, { title, body, state: wanted, updatedAt: now });
    issue.closedAt = wanted === 'open' ? null : (issue.closedAt ?? now);
    return c.json(renderIssue(state, repository, issue));
  });
  routes.get('/repos/:owner/:repo/issues/:number/comments', (c) => {
    const { repository } = openRepository(state, c, READ);
    const { number } = openIssueOf(repository, c);
    const since = c.req.query('since') ?? '';
    const comments = [...repository.comments.values()].filter(
      (each) => each.issueNumber === number && each.updatedAt >= since,
    );
    return c.json(paginate(state, c, comments).map((each) => renderIssueComment(state, repository, each)));
  });
  routes.post('/repos/:owner/:repo/issues/:number/comments', async (c) => {
    const { repository, caller, user } = openRepository(state, c, WRITE);
    const issue = openIssueOf(repository, c);
    const { body } = await readRequest(c, Body);
    assertBody(body, 'IssueComment');
    assertUnlocked(issue);
    spendContent(state, c, caller.installation.id);
    const now = timestamp();
    const comment: IssueComment = {
      kind: 'issue-comment',
      id: takeId(state),
      issueNumber: issue.number,
      user,
      body,
      createdAt: now,
      updatedAt: now,
      reactions: [],
      minimized: null,
    };
    repository.comments.set(comment.id, comment);
    return c.json(renderIssueComment(state, repository, comment), 201);
  });
  routes.get('/repos/:owner/:repo/issues/comments/:id', (c) => {
    const { repository } = openRepository(state, c, READ);
    return c.json(renderIssueComment(state, repository, commentOf(repository, c)));
  });
  routes.patch('/repos/:owner/:repo/issues/comments/:id', async (c) => {
    const { repository } = openRepository(state, c, WRITE);
    const comment = commentOf(repository, c);
    const { body } = await readRequest(c, Body);
    assertBody(body, 'IssueComment');
    comment.body = body;
    comment.updatedAt = timestamp();
    return c.json(renderIssueComment(state, repository, comment));
  });
  routes.delete('/repos/:owner/:repo/issues/comments/:id', (c) => {
    const { repository } = openRepository(state, c, WRITE);
    repository.comments.delete(commentOf(repository, c).id);
    return c.body(null, 204);
  });
  routes.post('/repos/:owner/:repo/issues/comments/:id/reactions', async (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const { content } = await readRequest(c, ReactionRequest);
    return react(state, c, commentOf(repository, c).reactions, user, content);
  });
  routes.get('/repos/:owner/:repo/issues/comments/:id/reactions', (c) => {
    const { repository } = openRepository(state, c, READ);
    const reactions = reactionsOf(c, commentOf(repository, c).reactions);
    return c.json(paginate(state, c, reactions).map((each) => renderReaction(state, each)));
  });
  routes.delete('/repos/:owner/:repo/issues/comments/:id/reactions/:reaction', (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    return takeBack(c, commentOf(repository, c).reactions, user);
  });
  routes.get('/repos/:owner/:repo/issues/:number/reactions', (c) => {
    const { repository } = openRepository(state, c, READ);
    const { reactions } = openIssueOf(repository, c);
    return c.json(paginate(state, c, reactions).map((each) => renderReaction(state, each)));
  });
  routes.post('/repos/:owner/:repo/issues/:number/reactions', async (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const issue = openIssueOf(repository, c);
    const { content } = await readRequest(c, ReactionRequest);
    assertUnlocked(issue);
    return react(state, c, issue.reactions, user, content);
  });
  routes.get('/repos/:owner/:repo/collaborators/:login/permission', (c) => {
    const { repository } = openRepository(state, c, { any: ['metadata'], level: 'read' });
    const login = c.req.param('login');
    const permission = repository.collaborators.get(login.toLowerCase());
    if (permission === undefined) throw notFound();
    return c.json({ permission: BASE[permission], role_name: permission, user: null });
  });
  return routes;
}

/** GitHub's older word for a role, which knows four of them. */
const BASE: Readonly<Record<Role, Exclude<Role, 'maintain' | 'triage'>>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

function commentOf(repository: Repository, c: SandboxContext): IssueComment {
  const comment = repository.comments.get(Number(c.req.param('id')));
  if (!comment) throw notFound();
  return comment;
}
