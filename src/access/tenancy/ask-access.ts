import type { DataSource } from 'typeorm';
import type { Access, InstallationAccess } from './access.js';
import {
  readInstallationRows,
  readPersonRow,
  readRepositoryIds,
  versionsOf,
  type InstallationRow,
} from './access-rows.js';
import type { GitHubOfUser, UserInstallation, UserRepository } from './github-of-user.js';

/** Installations of which one person's repositories are read at the same time. */
const SIDE_BY_SIDE = 4;

/**
 * Asks GitHub what a person may see, and finds it in our tables: installations that we do not know, or that are deleted
 * or suspended, are left out. `versions` is what the answer depends on, read before the repositories are asked for: a
 * change that comes meanwhile shows. Throws what `github` throws.
 */
export async function askAccess(
  source: DataSource,
  github: GitHubOfUser,
  userId: number,
): Promise<{ access: Access; versions: string; installationIds: number[] }> {
  const person = await readPersonRow(source, userId);
  if (person === null) return { access: { installations: [] }, versions: '', installationIds: [] };
  const seen = await github.installations();
  const rows = await readInstallationRows(
    source,
    seen.map(({ id }) => id),
  );
  const installations: InstallationAccess[] = [];
  for (let at = 0; at < rows.length; at += SIDE_BY_SIDE) {
    const some = rows.slice(at, at + SIDE_BY_SIDE);
    const asked = await Promise.all(some.map((row) => askInstallation(source, github, row, { person, seen })));
    installations.push(...asked.filter((each) => each !== null));
  }
  return {
    access: { installations },
    versions: versionsOf(person.version, rows),
    installationIds: rows.map(({ id }) => id),
  };
}

async function askInstallation(
  source: DataSource,
  github: GitHubOfUser,
  row: InstallationRow,
  { person, seen }: { person: { githubId: number }; seen: readonly UserInstallation[] },
): Promise<InstallationAccess | null> {
  const account = seen.find(({ id }) => id === row.githubInstallationId)?.account ?? null;
  const [repositories, ids, role] = await Promise.all([
    github.repositories(row.githubInstallationId),
    readRepositoryIds(source, row.id),
    roleOf(github, account, person.githubId),
  ]);
  if (repositories === null) return null;
  return {
    id: row.id,
    githubInstallationId: row.githubInstallationId,
    accountLogin: account?.login ?? row.accountLogin,
    accountType: account?.type ?? row.accountType,
    role,
    repositories: repositories.map((repository) => withOurId(repository, ids)),
  };
}

/** Whose account it is, and who may administer the organisation; nobody else, and nobody where GitHub does not say. */
async function roleOf(
  github: GitHubOfUser,
  account: UserInstallation['account'],
  githubId: number,
): Promise<InstallationAccess['role']> {
  if (account === null) return 'member';
  const isAdmin =
    account.type === 'Organization'
      ? await github.administers(account)
      : account.type === 'User' && account.id === githubId;
  return isAdmin ? 'admin' : 'member';
}

function withOurId(
  { id, fullName, private: isPrivate, permission }: UserRepository,
  ids: ReadonlyMap<number, number>,
): InstallationAccess['repositories'][number] {
  return { id: ids.get(id) ?? null, githubRepoId: id, fullName, private: isPrivate, permission };
}
