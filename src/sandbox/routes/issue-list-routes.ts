import { Hono } from 'hono';
import { z } from 'zod';
import { deliver } from '../deliver.js';
import { envelope } from '../envelope.js';
import type { Environment } from '../environment.js';
import { GitHubError, notFound } from '../github-error.js';
import { putLabels } from '../labels.js';
import { openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { openIssue } from '../pulls.js';
import { spendContent } from '../rate-limit.js';
import { assertLength, readRequest } from '../read-request.js';
import { renderIssue } from '../render/render-issue.js';
import { roleIn } from '../role-in.js';
import { userNamed, type SandboxState } from '../state.js';
import type { Issue, Repository } from '../types.js';
import { LabelNames, sendLabel } from './label-routes.js';

const LONGEST_TITLE = 256;
const Create = z.object({
  title: z.union([z.string(), z.number().transform(String)]),
  body: z.string().nullish(),
  labels: LabelNames.default([]),
  assignees: z.array(z.string()).default([]),
});

/** The list of issues, new ones, and who can be assigned to them: https://docs.github.com/rest/issues/issues */
export function issueListRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo/issues', (c) => {
    const { repository } = openRepository(state, c, { any: ['issues'], level: 'read' });
    const { state: wanted = 'open', creator, since = '', sort = 'created', direction = 'desc' } = c.req.query();
    const issues = [...repository.issues.values()]
      .filter((issue) => wanted === 'all' || issue.state === wanted)
      .filter(({ user }) => creator === undefined || user.login.toLowerCase() === creator.toLowerCase())
      .filter(({ updatedAt }) => updatedAt >= since)
      .toSorted((a, b) => order(a, sort) - order(b, sort) || a.number - b.number);
    if (direction === 'desc') issues.reverse();
    return c.json(paginate(state, c, issues).map((issue) => renderIssue(state, repository, issue)));
  });
  routes.post('/repos/:owner/:repo/issues', async (c) => {
    const { repository, caller, user } = openRepository(state, c, { any: ['issues'], level: 'write' });
    if (!repository.hasIssues) throw new GitHubError(410, 'Issues are disabled for this repo');
    const { title, body = '', labels, assignees } = await readRequest(c, Create);
    assertTitle(title);
    assertLength(body ?? '', 'Issue');
    const stranger = assignees.find((login) => !isAssignable(state, repository, login));
    if (stranger !== undefined)
      throw new GitHubError(422, 'Validation Failed', [
        { value: stranger, resource: 'Issue', field: 'assignees', code: 'invalid' },
      ]);
    spendContent(state, c, caller.installation.id);
    const issue = openIssue(state, repository, { title, body: body ?? '', user: user.login });
    issue.assignees = assignees.map((login) => userNamed(state, login));
    const added = putLabels(state, repository, issue, labels);
    void deliver(state, 'issues', {
      action: 'opened',
      issue: renderIssue(state, repository, issue),
      ...envelope(state, repository, user.login),
    });
    const answer = renderIssue(state, repository, issue);
    for (const label of added) sendLabel(state, repository, issue, { action: 'labeled', label, user });
    return c.json(answer, 201);
  });
  routes.get('/repos/:owner/:repo/assignees/:login', (c) => {
    const { repository } = openRepository(state, c, { any: ['issues'], level: 'read' });
    if (!isAssignable(state, repository, c.req.param('login'))) throw notFound();
    return c.body(null, 204);
  });
  return routes;
}

function assertTitle(title: string): void {
  const error = { resource: 'Issue', field: 'title' };
  if (title.trim() === '') throw new GitHubError(422, 'Validation Failed', [{ ...error, code: 'missing_field' }]);
  if ([...title].length > LONGEST_TITLE)
    throw new GitHubError(422, 'Validation Failed', [
      { ...error, code: 'custom', message: `title is too long (maximum is ${LONGEST_TITLE} characters)` },
    ]);
}

function isAssignable(state: SandboxState, repository: Repository, login: string): boolean {
  const known = state.users.get(login.toLowerCase());
  return known !== undefined && roleIn(state, repository, known) !== 'none';
}

function order(issue: Issue, sort: string): number {
  return Date.parse(sort === 'updated' ? issue.updatedAt : issue.createdAt);
}
