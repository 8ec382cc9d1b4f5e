import { useSession, type SignedIn } from '../api/session.js';

export type Installation = SignedIn['installations'][number];

/**
 * The installation that a page is about: the one of `?installation=`, else the first that the person administers, else
 * the first. Null: they see none.
 */
export function useInstallation(chosen: number | undefined): Installation | null {
  const { installations } = useSession();
  return (
    installations.find(({ id }) => id === chosen) ??
    installations.find(({ role }) => role === 'admin') ??
    installations[0] ??
    null
  );
}
