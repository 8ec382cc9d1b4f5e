import { nobodysWork } from '../../syntax/paths/nobodys-work.js';
import type { CoChange } from '../knowledge-graph.js';
import { DAY_MS } from './experts-of-change.js';

/**
 * Thresholds of code-maat's logical coupling (https://github.com/adamtornhill/code-maat): at least 5 revisions, 5 of
 * them shared, change sets of at most 30 files. `saidFrom` is below the .9 of the warnings in Zimmermann et al.,
 * "Mining Version Histories to Guide Software Changes" (ROSE, ICSE'04), because what is said is a count and no warning.
 */
export const CO_CHANGE = {
  leastRevisions: 5,
  leastShared: 5,
  mostFiles: 30,
  shownFrom: 0.3,
  saidFrom: 0.8,
  days: 365,
} as const;

/** Changes count from then on. */
export function countedSince(now: Date): Date {
  return new Date(now.getTime() - CO_CHANGE.days * DAY_MS);
}

export interface Coupling extends CoChange {
  /** shared / mean of both revisions (code-maat): how bound they are to each other. */
  degree: number;
  /** shared / revisions of `path` (ROSE): how often a change of `path` came with `other`. */
  confidence: number;
  /** Sure enough to be told as a finding. */
  isSaid: boolean;
}

/** A text that every change adds a line to. Code may have the same name: `src/history.ts`. */
const CHANGELOG =
  /(?:^|\/)(?:change-?log|changes|history|release[-_]?notes|news)(?:\.(?:md|mdx|markdown|rst|txt|adoc))?$/i;

/** Whether a file is left out of couplings: a changelog, or what no person wrote. */
export function isCoupledByNature(path: string): boolean {
  return CHANGELOG.test(path) || nobodysWork(path) !== null;
}

/** The couplings worth showing, surest first. Pure; counts of one direction each. */
export function couplingsOf(counts: readonly CoChange[]): Coupling[] {
  return counts
    .filter(
      ({ path, other, shared, revisions, otherRevisions }) =>
        path !== other &&
        shared >= CO_CHANGE.leastShared &&
        Math.min(revisions, otherRevisions) >= CO_CHANGE.leastRevisions &&
        !isCoupledByNature(path) &&
        !isCoupledByNature(other),
    )
    .map((count) => {
      const confidence = count.shared / count.revisions;
      const degree = count.shared / ((count.revisions + count.otherRevisions) / 2);
      return { ...count, degree, confidence, isSaid: confidence >= CO_CHANGE.saidFrom };
    })
    .filter(({ confidence }) => confidence >= CO_CHANGE.shownFrom)
    .toSorted(
      (a, b) =>
        b.confidence - a.confidence || b.degree - a.degree || b.shared - a.shared || (a.other < b.other ? -1 : 1),
    );
}
