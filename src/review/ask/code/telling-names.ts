import type { LookedAt } from './look-at-change.js';

/** A name that stands in more places than this is too common to tell anything. */
export const COMMON = 60;
const MOST_NAMES_OF_FILE = 60;
/** Nobody calls these by their name. */
const CALLED_BY_LANGUAGE =
  /^(?:__\w+__|constructor|initialize|main|init|new|default|drop|clone|fmt|from|into|toString|render)$/;

/** Whether a name is worth a search. */
export function isTelling(name: string): boolean {
  return name.length > 2 && !CALLED_BY_LANGUAGE.test(name);
}

/** What the added lines of a file refer to and is worth a search, at most 60 names. */
export function usedNames({ references }: LookedAt): string[] {
  return references.filter(isTelling).slice(0, MOST_NAMES_OF_FILE);
}
