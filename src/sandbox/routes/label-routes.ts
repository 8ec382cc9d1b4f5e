import { Hono } from 'hono';
import { z } from 'zod';
import { deliver } from '../deliver.js';
import { envelope } from '../envelope.js';
import type { Environment } from '../environment.js';
import { GitHubError, notFound } from '../github-error.js';
import { createLabel, putLabels } from '../labels.js';
import { openIssueOf, openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { readRequest } from '../read-request.js';
import { renderIssue, renderLabel } from '../render/render-issue.js';
import { renderPull } from '../render/render-pull.js';
import type { SandboxState } from '../state.js';
import { later } from '../state.js';
import type { Issue, Label, Repository, User } from '../types.js';

const READ = { any: ['issues', 'pull_requests'], level: 'read' } as const;
const WRITE = { any: ['issues', 'pull_requests'], level: 'write' } as const;
const LONGEST_NAME = 50;
const LONGEST_DESCRIPTION = 100;
export const LabelNames = z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]));
const Put = z.union([z.object({ labels: LabelNames.min(1) }).transform(({ labels }) => labels), LabelNames.min(1)]);
const Create = z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullish() });
const OF_ISSUE = '/repos/:owner/:repo/issues/:number/labels';

/** Labels of a repository, and of its issues and pull requests: https://docs.github.com/rest/issues/labels */
export function labelRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get(OF_ISSUE, (c) => {
    const { repository } = openRepository(state, c, READ);
    const { labels } = openIssueOf(repository, c);
    return c.json(paginate(state, c, labels).map((label) => renderLabel(state, repository, label)));
  });
  routes.post(OF_ISSUE, async (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const issue = openIssueOf(repository, c);
    const added = putLabels(state, repository, issue, await readRequest(c, Put));
    for (const label of added) sendLabel(state, repository, issue, { action: 'labeled', label, user });
    return c.json(issue.labels.map((label) => renderLabel(state, repository, label)));
  });
  routes.delete(`${OF_ISSUE}/:name`, (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const issue = openIssueOf(repository, c);
    const name = c.req.param('name').toLowerCase();
    const label = issue.labels.find((each) => each.name.toLowerCase() === name);
    if (!label) throw new GitHubError(404, 'Label does not exist');
    issue.labels = issue.labels.filter((each) => each !== label);
    sendLabel(state, repository, issue, { action: 'unlabeled', label, user });
    return c.json(issue.labels.map((each) => renderLabel(state, repository, each)));
  });
  routes.get('/repos/:owner/:repo/labels/:name', (c) => {
    const { repository } = openRepository(state, c, READ);
    const label = repository.labels.get(c.req.param('name').toLowerCase());
    if (!label) throw notFound();
    return c.json(renderLabel(state, repository, label));
  });
  routes.post('/repos/:owner/:repo/labels', async (c) => {
    const { repository } = openRepository(state, c, WRITE);
    const { name, color, description } = await readRequest(c, Create);
    if (repository.labels.has(name.toLowerCase())) throw refuse({ field: 'name', code: 'already_exists' });
    if (name.trim() === '') throw refuse({ field: 'name', code: 'missing_field' });
    if ([...name].length > LONGEST_NAME)
      throw refuse({
        field: 'name',
        code: 'custom',
        message: `name is too long (maximum is ${LONGEST_NAME} characters)`,
      });
    if (color !== undefined && !/^[0-9a-f]{6}$/i.test(color)) throw refuse({ field: 'color', code: 'invalid' });
    if ([...(description ?? '')].length > LONGEST_DESCRIPTION)
      throw refuse({
        field: 'description',
        code: 'custom',
        message: `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`,
      });
    const label = createLabel(state, repository, {
      name: name.trim(),
      ...(color !== undefined && { color: color.toLowerCase() }),
      description: description ?? null,
    });
    return c.json(renderLabel(state, repository, label), 201);
  });
  return routes;
}

/** Tells the App, as GitHub does of what the App itself has done too. Nobody waits for it. */
export function sendLabel(
  state: SandboxState,
  repository: Repository,
  issue: Issue,
  { action, label, user }: { action: 'labeled' | 'unlabeled'; label: Label; user: User },
): void {
  issue.updatedAt = later(issue.updatedAt);
  const { pull, number } = issue;
  const subject = pull
    ? { number, pull_request: { ...renderPull(state, repository, issue, pull), merged: pull.mergedAt !== null } }
    : { issue: renderIssue(state, repository, issue) };
  void deliver(state, pull ? 'pull_request' : 'issues', {
    action,
    ...subject,
    label: renderLabel(state, repository, label),
    ...envelope(state, repository, user.login),
  });
}

function refuse(error: { field: string; code: string; message?: string }): GitHubError {
  return new GitHubError(422, 'Validation Failed', [{ resource: 'Label', ...error }]);
}
