import { brokenTests } from './broken-tests.js';
import { clientChecks } from './client-checks.js';
import { emptyOrMissing } from './empty-or-missing.js';
import { errorPaths } from './error-paths.js';
import { lostUpdates } from './lost-updates.js';
import type { MissedFault } from './missed-fault.js';
import { nextCallers } from './next-callers.js';
import { oldFaults } from './old-faults.js';
import { removedGuarantees } from './removed-guarantees.js';
import { siblings } from './siblings.js';
import { unitsAndOrder } from './units-and-order.js';

/** Forty faults of the kinds that were missed, four of each. */
export const missedFaults: readonly MissedFault[] = [
  ...clientChecks,
  ...lostUpdates,
  ...oldFaults,
  ...brokenTests,
  ...nextCallers,
  ...siblings,
  ...errorPaths,
  ...removedGuarantees,
  ...emptyOrMissing,
  ...unitsAndOrder,
];
