import { mayWriteAs, useConnectedRepos } from '../../api/repositories.js';
import { useSession } from '../../api/session.js';
import { words } from '../../words/en.js';

/** Where somebody may say what is to be remembered. */
export type MemoryPlace = { key: string; name: string } & ({ repo: string } | { installation: number });

/** The repositories that the person can write to, and the installations they administer. */
export function useMemoryPlaces(): readonly MemoryPlace[] {
  const { installations } = useSession();
  const repos = useConnectedRepos().filter(({ role }) => mayWriteAs(role));
  return [
    ...repos.map(({ full_name: repo }) => ({ key: repo, name: repo, repo })),
    ...installations
      .filter(({ role }) => role === 'admin')
      .map(({ id, account_login: account }) => ({
        key: String(id),
        name: words.memory.everywhere(account),
        installation: id,
      })),
  ];
}
