import type { RuleInfo } from '../analyzers/types.js';

/** What is said because of the repository's past. Titles and texts are made of its counts. */
export const HISTORY_RULES = {
  partner: {
    id: 'history/missing-partner',
    place: 'summary',
    severity: 'minor',
    category: 'quality',
    // `npm run bench history`: of such warnings at most half name what was forgotten, so somebody has to look.
    tier: 'lead',
    title: 'A file that changes with this one is not in the change',
    body: 'If that is on purpose, nothing needs to be done.',
  },
  undone: {
    id: 'history/undone-fix',
    severity: 'minor',
    category: 'bug',
    title: 'Lines of an earlier fix are removed here',
    body: 'This is a fact of the history and no proof of a fault.',
  },
  collision: {
    id: 'history/collision',
    severity: 'minor',
    category: 'bug',
    title: 'An open pull request changes the contract of what is called here',
    body: 'Whichever is merged second has to follow.',
  },
} as const satisfies Record<string, RuleInfo>;
