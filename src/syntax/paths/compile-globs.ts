import { compileGlob, type MatchBudget } from './compile-glob.js';

/**
 * Whether one of several globs matches a whole path; null: the budget was spent before that was known. A glob with a
 * problem matches nothing.
 */
export function compileGlobs(globs: readonly string[]): (path: string, budget: MatchBudget) => boolean | null {
  const compiled = globs.flatMap((glob) => {
    const one = compileGlob(glob);
    return 'problem' in one ? [] : [one];
  });
  return (path, budget) => {
    for (const glob of compiled) {
      const found = glob.matches(path, budget);
      if (found !== false) return found;
    }
    return false;
  };
}
