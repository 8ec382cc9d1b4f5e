import type { ReviewSettings } from '../types.js';
import { compilePatterns, deciding } from '../../syntax/paths/path-patterns.js';

/**
 * What all comparing of one review may cost, in steps: about 40 ms. Three thousand files and fifty usual patterns take
 * a tenth.
 */
const MOST_STEPS = 4_000_000;

export interface PathFilter {
  /** Why a path is left out by the settings, or null. */
  leftOut(path: string): string | null;
  /** The patterns that ask for a path, without their `!`: those of `include`, and those of `ignore` that take back. */
  asksFor(path: string): string[];
  /** How many paths came after the budget was spent: nothing leaves them out. */
  notCompared(): number;
}

/**
 * The patterns of `paths` in `.github/nectr.yml`, compiled once for one review. `ignore` wins over `include`; a list of
 * nothing but patterns with `!` takes away from everything (`include`).
 */
export function pathFilter({ include, ignore }: ReviewSettings['paths'], steps = MOST_STEPS): PathFilter {
  const [included, ignored] = [compilePatterns(include), compilePatterns(ignore)];
  const needsInclude = included.some(({ negated }) => !negated);
  const asking = [...included.filter(({ negated }) => !negated), ...ignored.filter(({ negated }) => negated)];
  const budget = { steps };
  let late = 0;
  return {
    leftOut: (path) => {
      const byIgnore = deciding(ignored, path, budget);
      if (byIgnore && !byIgnore.negated) return 'ignored by .github/nectr.yml';
      const byInclude = deciding(included, path, budget);
      if (byIgnore === null || byInclude === null) {
        late += 1;
        return null;
      }
      return byInclude?.negated || (byInclude === undefined && needsInclude)
        ? 'not included by .github/nectr.yml'
        : null;
    },
    asksFor: (path) =>
      asking.filter((pattern) => pattern.matches(path, budget)).map(({ text }) => text.replace(/^!/, '')),
    notCompared: () => late,
  };
}
