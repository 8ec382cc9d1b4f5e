import type { RuleInfo } from '../types.js';

const CATEGORY = 'tests';

/** What is said about the tests of a change. */
export const TEST_RULES = {
  missing: {
    id: 'tests/missing',
    place: 'summary',
    severity: 'minor',
    category: CATEGORY,
    title: 'New behaviour without a test',
    body: 'This change adds a function, the repository has tests, and the change touches none. Nothing will notice when the new behaviour breaks. Add a test for the main case and for one that fails.',
  },
  stale: {
    id: 'tests/stale',
    place: 'summary',
    severity: 'should-fix',
    category: CATEGORY,
    title: 'The tests of this file do not know the new behaviour',
    body: 'The change adds a function here and leaves the test file of this file as it is. Add a case for the new function there.',
  },
  removed: {
    id: 'tests/removed',
    severity: 'should-fix',
    category: CATEGORY,
    title: 'The tests of this code were deleted',
    body: 'The change deletes a test file while the code it covered stays and changes. Regressions here go unnoticed from now on. Keep the tests, or move them to where the behaviour lives now.',
  },
  skipped: {
    id: 'tests/skipped',
    severity: 'should-fix',
    category: CATEGORY,
    title: 'A test is switched off',
    body: 'A skipped test stays green whatever happens to the code. Fix it in this change, or link the issue that will bring it back.',
  },
  only: {
    id: 'tests/only',
    severity: 'must-fix',
    category: CATEGORY,
    title: 'Only one test runs',
    body: 'With this focus left in, every other test of the file is silently skipped. Remove it before merging.',
  },
} as const satisfies Record<string, RuleInfo>;
