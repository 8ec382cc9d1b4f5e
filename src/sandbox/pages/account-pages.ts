import { escape } from '../render/render-form.js';
import { roleIn } from '../role-in.js';
import { fullName, type SandboxState } from '../state.js';
import type { Issue, Repository, User } from '../types.js';
import { link, list } from './frame-page.js';

/** HTML of where it all begins: the repositories, and who could sign in. */
export function homeHtml(state: SandboxState): string {
  const repositories = [...state.repositories.values()].map((one) => repositoryLink(one));
  return `<h2>Repositories</h2>${list(repositories, 'None yet.')}<h2>People</h2>${peopleHtml(state)}`;
}

function peopleHtml(state: SandboxState): string {
  const items = peopleByRights(state).map(
    ({ user, may }) =>
      `<img src="/avatars/${user.id}" alt="" width="20" height="20">${link({ text: user.login, href: `/${encodeURIComponent(user.login)}` })}: ${escape(may)}`,
  );
  return list(items, 'Nobody yet.');
}

/** HTML of one account: what is its own and what it has opened. */
export function accountHtml(state: SandboxState, user: User): string {
  const own = [...state.repositories.values()].filter(({ owner }) => owner.id === user.id);
  const opened = [...state.repositories.values()].flatMap((repository) =>
    [...repository.issues.values()]
      .filter((issue) => issue.user.id === user.id)
      .map((issue) => issueLink(repository, issue)),
  );
  const may = user.type === 'User' ? `<p>${escape(user.login)} ${escape(rightsOf(state, user).may)}.</p>` : '';
  return `<p><img src="/avatars/${user.id}" alt="" width="40" height="40"> ${user.type}</p>${may}
<h2>Repositories</h2>${list(own.map(repositoryLink), 'None.')}<h2>Opened</h2>${list(opened, 'Nothing.')}`;
}

/** HTML of a repository: its pull requests and issues, newest first, and its files. */
export function repositoryHtml(repository: Repository): string {
  const newest = [...repository.issues.values()].toSorted((a, b) => b.number - a.number);
  const pulls = newest.filter(({ pull }) => pull !== null).map((one) => issueLink(repository, one));
  const issues = newest.filter(({ pull }) => pull === null).map((one) => issueLink(repository, one));
  const of = `/${fullName(repository)}`;
  const branch = encodeURIComponent(repository.defaultBranch);
  return `<p>${link({ text: `Files of ${repository.defaultBranch}`, href: `${of}/tree/${branch}` })} · ${link({ text: 'Commits', href: `${of}/commits` })}</p>
<h2>Pull requests</h2>${list(pulls, 'None yet.')}<h2>Issues</h2>${list(issues, 'None yet.')}`;
}

function repositoryLink(repository: Repository): string {
  return link({ text: fullName(repository), href: `/${fullName(repository)}` });
}

function issueLink(repository: Repository, { number, title, state, pull }: Issue): string {
  const href = `/${fullName(repository)}/${pull === null ? 'issues' : 'pull'}/${number}`;
  return `${link({ text: `#${number} ${title}`, href })} <small>${pull?.mergedAt ? 'merged' : state}</small>`;
}

/** People with what each may do, in words; those who see something in the App come first. */
export function peopleByRights(state: SandboxState): { user: User; sees: boolean; may: string }[] {
  return [...state.users.values()]
    .filter(({ type }) => type === 'User')
    .map((user) => ({ user, ...rightsOf(state, user) }))
    .toSorted((a, b) => Number(b.sees) - Number(a.sees) || a.user.login.localeCompare(b.user.login));
}

/** What a person may do, in words; somebody without a role sees nothing in the App. */
function rightsOf(state: SandboxState, user: User): { sees: boolean; may: string } {
  const repositories = [...state.repositories.values()];
  const own = repositories.filter(({ owner }) => owner.id === user.id);
  const roles = repositories.flatMap((one) => {
    const role = roleIn(state, one, user);
    return role === 'none' || own.includes(one) ? [] : [`has the role ${role} in ${fullName(one)}`];
  });
  const parts = own.length === 0 ? roles : [`owns ${own.map(fullName).join(', ')}`, ...roles];
  return parts.length === 0
    ? { sees: false, may: 'has no role in a repository, so the App shows nothing' }
    : { sees: true, may: parts.join(', ') };
}
