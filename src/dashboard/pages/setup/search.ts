import { oneOf } from '../../layout/search-params.js';

/** The steps, in the order in which they are taken. */
export const STEPS = ['reach', 'app', 'claude', 'install', 'delivery', 'done'] as const;
export type Step = (typeof STEPS)[number];

/** What may go wrong on the way back from GitHub. */
export const PROBLEMS = ['state', 'code', 'github'] as const;

export interface SetupSearch {
  step?: Step;
  problem?: (typeof PROBLEMS)[number];
}

/** Which step is open, and why GitHub's answer could not be used. */
export const setupSearch = (search: Record<string, unknown>): SetupSearch => {
  const step = oneOf(search.step, STEPS);
  const problem = oneOf(search.problem, PROBLEMS);
  return { ...(step === undefined ? {} : { step }), ...(problem === undefined ? {} : { problem }) };
};
