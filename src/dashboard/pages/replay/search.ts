import { numberIn, textIn } from '../../layout/search-params.js';

export interface ReplaySearch {
  /** Such as `acme/shop`; the first one unless told. */
  repo?: string;
}

export interface ReplayDetailSearch {
  /** The pull request whose findings are shown. */
  pull?: number;
}

/** What the address of the page may say. */
export const replaySearch = (search: Record<string, unknown>): ReplaySearch => {
  const repo = textIn(search.repo);
  return repo === undefined ? {} : { repo };
};

/** The same of one replay. */
export const replayDetailSearch = (search: Record<string, unknown>): ReplayDetailSearch => {
  const pull = numberIn(search.pull);
  return pull === undefined ? {} : { pull };
};
