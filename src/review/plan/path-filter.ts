import type { ReviewSettings } from '../types.js';
import { compileGlobs } from './compile-globs.js';

/** What all comparing of one review may cost, in steps: about 40 ms. Three thousand files and fifty usual globs take a tenth. */
const MOST_STEPS = 4_000_000;

export interface PathFilter {
  /** Why a path is left out by the settings, or null. */
  leftOut(path: string): string | null;
  /** How many paths came after the budget was spent: nothing leaves them out. */
  notCompared(): number;
}

/** The globs of `paths` in `.github/nectr.yml`, compiled once for one review. */
export function pathFilter({ include, ignore }: ReviewSettings['paths'], steps = MOST_STEPS): PathFilter {
  const [included, ignored] = [compileGlobs(include), compileGlobs(ignore)];
  const budget = { steps };
  let late = 0;
  return {
    leftOut: (path) => {
      const isIgnored = ignored(path, budget);
      if (isIgnored) return 'ignored by .github/nectr.yml';
      const isIncluded = include.length === 0 || included(path, budget);
      if (isIncluded === false && isIgnored === false) return 'not included by .github/nectr.yml';
      if (isIncluded === null || isIgnored === null) late += 1;
      return null;
    },
    notCompared: () => late,
  };
}
