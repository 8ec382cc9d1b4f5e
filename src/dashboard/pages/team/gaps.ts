import type { InferResponseType } from 'hono/client';
import type { api } from '../../api/client.js';

export type Expertise = InferResponseType<(typeof api.repos)[':owner'][':repo']['expertise']['$get'], 200>;

/** A folder that one person is alone with. */
export interface Gap {
  path: string;
  login: string;
  /** Not seen in the repository for a while: then nobody is left. */
  isAway: boolean;
  /** Of how many files the person is an author. */
  files: number;
}

/** The folders that one person leaving would leave without an author, those first that are left already. Pure. */
export function gapsOf(folders: Expertise['folders']): Gap[] {
  const gaps = folders.flatMap(({ path, people, bus_factor: factor }) => {
    if (factor === null || factor.people !== 1) return [];
    const [most] = people.toSorted((a, b) => b.author_of - a.author_of || b.share - a.share);
    return most === undefined ? [] : [{ path, login: most.login, isAway: most.is_inactive, files: most.author_of }];
  });
  return gaps.toSorted((a, b) => Number(b.isAway) - Number(a.isAway));
}
