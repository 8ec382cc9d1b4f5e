import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import type { SignedIn } from '../../api/auth/session-routes.js';
import { ApiProblem, fetchJson } from './client.js';

export type { SignedIn };
export type Role = SignedIn['installations'][number]['role'];

/** What the server knew when it gave the page; undefined while developing, where another server gives it. */
export const { door } = document.documentElement.dataset;

/** Who is signed in; null: nobody. */
export const session = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    // The server has seen that there is no cookie: nothing is asked that is answered already.
    if (door !== 'open' && door !== undefined) return null;
    try {
      return await fetchJson<SignedIn>('/auth/me');
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Who is signed in, on a page that is shown to nobody else. */
export function useSession(): SignedIn {
  const { data } = useQuery(session);
  if (!data) throw new Error('this page is for people who are signed in');
  return data;
}

/**
 * Whether nobody is signed in any more; the app is told of it as of a 401 to anything else. Of a server that does not
 * answer it is not known, which is no.
 */
export function hasEnded(client: QueryClient): Promise<boolean> {
  const asked = client.fetchQuery({
    queryKey: ['session', 'held'],
    queryFn: () => fetchJson<SignedIn>('/auth/me'),
    retry: false,
    gcTime: 0,
    staleTime: 0,
  });
  return asked.then(
    () => false,
    (error: unknown) => error instanceof ApiProblem && error.status === 401,
  );
}

/** Where sign-in begins; it leads back to `path`. */
export function signInUrl(path: string): string {
  return `/auth/github?return_to=${encodeURIComponent(path)}`;
}
