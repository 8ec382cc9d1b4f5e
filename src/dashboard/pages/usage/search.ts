import { periodIn, type Period } from '../../layout/period.js';
import { numberIn, oneOf, textIn } from '../../layout/search-params.js';

export interface UsageSearch {
  days?: Period;
  repo?: string;
  /** What the chart counts; dollars unless told. */
  unit?: 'tokens';
  /** Of the budgets. */
  installation?: number;
}

/** What the address of the page may say. */
export const usageSearch = (search: Record<string, unknown>): UsageSearch => {
  const days = periodIn(search.days);
  const repo = textIn(search.repo);
  const unit = oneOf(search.unit, ['tokens'] as const);
  const installation = numberIn(search.installation);
  return {
    ...(days === undefined ? {} : { days }),
    ...(repo === undefined ? {} : { repo }),
    ...(unit === undefined ? {} : { unit }),
    ...(installation === undefined ? {} : { installation }),
  };
};
