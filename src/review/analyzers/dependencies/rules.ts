import type { RuleInfo } from '../types.js';

/** What is said about changed dependencies. */
export const DEPENDENCY_RULES = {
  unpinnedSource: {
    id: 'dependencies/foreign-source',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'A dependency does not come from the registry',
    body: 'The package is fetched from an address whose content can change without a new version, and no registry keeps or checks it. A build may get other code than the one reviewed. Use a published version, or pin a full commit SHA.',
  },
  anyVersion: {
    id: 'dependencies/any-version',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'A dependency takes any version',
    body: 'The next install may bring a new major version, or a hijacked one, without anyone choosing it. Name the range that was tested.',
  },
  installScript: {
    id: 'dependencies/install-script',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'Installing this package runs a script',
    body: 'Install scripts run on the machine of everyone who installs this package, and in every build, with all their rights. Do the work in an explicit build step instead.',
  },
  lockfile: {
    id: 'dependencies/lockfile',
    severity: 'should-fix',
    category: 'dependencies',
    title: 'A dependency changed without the lockfile',
    body: 'The lockfile of this repository is not part of the change, so a clean install fails or resolves other versions than the ones tested. Run the package manager and commit its lockfile.',
  },
} as const satisfies Record<string, RuleInfo>;
