import type { RuleInfo } from '../types.js';

/** What is said about changed dependencies. */
export const DEPENDENCY_RULES = {
  unpinnedSource: {
    id: 'dependencies/foreign-source',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'A dependency does not come from the registry',
    body: 'What this address serves can change without a new version, and no registry keeps or checks it. A build may get other code than was reviewed. Use a published version, or pin a full commit SHA.',
  },
  anyVersion: {
    id: 'dependencies/any-version',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'A dependency accepts any version',
    body: 'The next install may bring in a new major version, or a hijacked one, without anyone choosing it. Pin the range you tested.',
  },
  installScript: {
    id: 'dependencies/install-script',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'This package runs a script when it is installed',
    body: 'Install scripts run on the machine of everyone who installs this package, and in every build, with all their rights. Do the work in an explicit build step instead.',
  },
  lockfile: {
    id: 'dependencies/lockfile',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'A dependency changed, but the lockfile did not',
    body: 'The lockfile of this repository is not part of the change, so a clean install fails or gets other versions than were tested. Run the package manager and commit its lockfile.',
  },
} as const satisfies Record<string, RuleInfo>;
