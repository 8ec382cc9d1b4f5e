import { Hono } from 'hono';
import { z } from 'zod';
import { deliver } from '../deliver.js';
import { envelope } from '../envelope.js';
import type { Environment } from '../environment.js';
import { GitHubError } from '../github-error.js';
import { isGranted, openPullOf, openRepository } from '../open-repository.js';
import { spendContent } from '../rate-limit.js';
import { readRequest } from '../read-request.js';
import { renderPull } from '../render/render-pull.js';
import { renderTeam, renderUser } from '../render/render-user.js';
import { roleIn } from '../role-in.js';
import { fullName, later, nodeId, userNamed, type SandboxState } from '../state.js';
import type { Permissions, Repository, Team, User } from '../types.js';

const ROUTE = '/repos/:owner/:repo/pulls/:number/requested_reviewers';
const Asked = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

/**
 * Who is asked for a review. One who cannot be asked spoils the whole request.
 * https://docs.github.com/rest/pulls/review-requests
 */
export function reviewRequestRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get(ROUTE, (c) => {
    const { repository } = openRepository(state, c, { any: ['pull_requests'], level: 'read' });
    const { requestedReviewers, requestedTeams } = openPullOf(repository, c).pull;
    return c.json({
      users: requestedReviewers.map((user) => renderUser(state, user)),
      teams: requestedTeams.map((team) => renderTeam(state, repository, team)),
    });
  });
  routes.post(ROUTE, async (c) => {
    const { repository, caller, user } = openRepository(state, c, { any: ['pull_requests'], level: 'write' });
    const { issue, pull } = openPullOf(repository, c);
    const asked = await readRequest(c, Asked);
    const author = issue.user.login.toLowerCase();
    if (asked.reviewers.some((login) => login.toLowerCase() === author))
      throw new GitHubError(422, 'Review cannot be requested from pull request author.');
    const users = asked.reviewers.map((login) => reviewerNamed(state, repository, login));
    const teams = asked.team_reviewers.map((slug) => teamNamed(repository, caller.token.permissions, slug));
    spendContent(state, c, caller.installation.id);
    const newUsers = users.filter((each) => !pull.requestedReviewers.includes(each));
    const newTeams = teams.filter((each) => !pull.requestedTeams.includes(each));
    pull.requestedReviewers = [...pull.requestedReviewers, ...newUsers];
    pull.requestedTeams = [...pull.requestedTeams, ...newTeams];
    if (newUsers.length + newTeams.length > 0) issue.updatedAt = later(issue.updatedAt);
    const requested = [
      ...newUsers.map((each) => ({ requested_reviewer: renderUser(state, each) })),
      ...newTeams.map((each) => ({ requested_team: renderTeam(state, repository, each) })),
    ];
    for (const each of requested)
      void deliver(state, 'pull_request', {
        action: 'review_requested',
        number: issue.number,
        pull_request: renderPull(state, repository, issue, pull),
        ...each,
        ...envelope(state, repository, user.login),
      });
    return c.json(renderPull(state, repository, issue, pull), 201);
  });
  return routes;
}

function reviewerNamed(state: SandboxState, repository: Repository, login: string): User {
  const known = state.users.get(login.toLowerCase());
  if (known === undefined || roleIn(state, repository, known) === 'none') throw noCollaborator(repository);
  return userNamed(state, login);
}

/** GitHub does not say that it is the App that may not see a team: https://github.com/github/docs/issues/35057 */
function teamNamed(repository: Repository, permissions: Permissions, slug: string): Team {
  const team = repository.teams.get(slug.toLowerCase());
  if (team === undefined || repository.owner.type !== 'Organization') throw noCollaborator(repository);
  if (!isGranted(permissions, 'members', 'read'))
    throw new GitHubError(422, 'Validation Failed', [
      `Could not resolve to a node with the global id of '${nodeId('T', team.id)}'.`,
    ]);
  return team;
}

function noCollaborator(repository: Repository): GitHubError {
  return new GitHubError(
    422,
    `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${fullName(repository)} repository.`,
  );
}
