import { oneOf, textIn } from '../../layout/search-params.js';

export const SEVERITIES = ['must-fix', 'should-fix', 'minor', 'pre-existing'] as const;
export const CATEGORIES = ['security', 'bug', 'performance', 'quality', 'tests', 'dependencies', 'workflow'] as const;
/** `all`: whatever became of them. */
export const STATES = ['open', 'fixed', 'dismissed', 'outdated', 'all'] as const;

export interface FindingsSearch {
  /** Absent: open. */
  state?: (typeof STATES)[number];
  severity?: (typeof SEVERITIES)[number];
  category?: (typeof CATEGORIES)[number];
  repo?: string;
  path?: string;
  /** The one that is shown beside the list. */
  finding?: string;
}

/** What the address of the inbox may say. */
export function findingsSearch(search: Record<string, unknown>): FindingsSearch {
  const state = oneOf(search.state, STATES);
  return present({
    state: state === 'open' ? undefined : state,
    severity: oneOf(search.severity, SEVERITIES),
    category: oneOf(search.category, CATEGORIES),
    repo: textIn(search.repo),
    path: textIn(search.path),
    finding: textIn(search.finding),
  });
}

/** What may be there without what is not. Pure. */
export function present(search: { [K in keyof FindingsSearch]: FindingsSearch[K] | undefined }): FindingsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
