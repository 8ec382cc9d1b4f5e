import { periodIn, type Period } from '../../layout/period.js';
import { textIn } from '../../layout/search-params.js';

/** `?days=` and `?repo=`. */
export const overviewSearch = (search: Record<string, unknown>): { days?: Period; repo?: string } => {
  const days = periodIn(search.days);
  const repo = textIn(search.repo);
  return { ...(days === undefined ? {} : { days }), ...(repo === undefined ? {} : { repo }) };
};
