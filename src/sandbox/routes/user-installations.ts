import { Hono } from 'hono';
import { authenticatePerson, findInstallation, suspended } from '../authenticate.js';
import type { Environment } from '../environment.js';
import { notFound } from '../github-error.js';
import { paginate } from '../paginate.js';
import { renderRepository } from '../render/render-repository.js';
import { renderInstallation } from '../render/render-user.js';
import { roleIn } from '../role-in.js';
import type { SandboxState } from '../state.js';
import type { Installation, Repository, Role, User } from '../types.js';
import { repositoriesOf } from './app-routes.js';

/** What a person sees of the App with a token of their own. */
export function userInstallationRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/user/installations', (c) => {
    const person = authenticatePerson(state, c);
    const visible = [...state.installations.values()].filter((each) => !each.deleted && isVisible(state, each, person));
    const installations = paginate(state, c, visible).map((each) => renderInstallation(state, each));
    return c.json({ total_count: visible.length, installations });
  });
  routes.get('/user/installations/:id/repositories', (c) => {
    const person = authenticatePerson(state, c);
    const installation = findInstallation(state, c.req.param('id'));
    if (!isVisible(state, installation, person)) throw notFound();
    if (installation.suspended) throw suspended();
    const visible = repositoriesOf(state, installation.id).filter((each) => roleIn(state, each, person) !== 'none');
    const repositories = paginate(state, c, visible).map((each) => renderFor(state, each, person));
    return c.json({ total_count: visible.length, repository_selection: 'selected', repositories });
  });
  return routes;
}

/** The account's own, an organisation's owners, and whoever may do something in one of the repositories. */
function isVisible(state: SandboxState, installation: Installation, person: User): boolean {
  const { account } = installation;
  if (account.id === person.id || state.owners.get(account.login.toLowerCase())?.has(person.login.toLowerCase()))
    return true;
  return repositoriesOf(state, installation.id).some((each) => roleIn(state, each, person) !== 'none');
}

/** The roles up to the one that is meant. */
const RANKS: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

function renderFor(state: SandboxState, repository: Repository, person: User) {
  const role = roleIn(state, repository, person);
  const may = (needed: Role) => RANKS.indexOf(role) >= RANKS.indexOf(needed);
  return {
    ...renderRepository(state, repository),
    permissions: {
      admin: may('admin'),
      maintain: may('maintain'),
      push: may('write'),
      triage: may('triage'),
      pull: may('read'),
    },
  };
}
