import { numberIn } from './search-params.js';

/** `?installation=`. */
export const installationSearch = (search: Record<string, unknown>): { installation?: number } => {
  const installation = numberIn(search.installation);
  return installation === undefined ? {} : { installation };
};
