import { compileGlob } from '../../syntax/paths/compile-glob.js';

/** What matching all globs against all paths may cost: about a tenth of a second. */
const MOST_STEPS = 2_000_000;

/**
 * Those of the globs that match one of the paths. `isWhole`: false where the change is so large that not all could be
 * tried: these are not among them. Pure.
 */
export function matchingGlobs(
  globs: Iterable<string>,
  paths: readonly string[],
): { matching: Set<string>; isWhole: boolean } {
  const matching = new Set<string>();
  const budget = { steps: MOST_STEPS };
  let isWhole = true;
  for (const glob of new Set(globs)) {
    const compiled = compileGlob(glob);
    if ('problem' in compiled) continue;
    for (const path of paths) {
      const found = compiled.matches(path, budget);
      if (found === true) matching.add(glob);
      if (found === null) isWhole = false;
      if (found !== false) break;
    }
  }
  return { matching, isWhole };
}
