import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './long-first.js';

/** The whole way from a delivery to what is posted, with the worker in the process of the test. */
const FLOWS = ['test/flows/**/*.test.ts'];
/** Start the built product as processes of its own; the coverage leaves them out, since it does not see into those. */
const E2E = ['test/e2e/**/*.test.ts', 'test/docs/commands.test.ts'];
/**
 * On a real Neo4j, which takes seconds to start, or on tables of many thousand rows; they go with `npm run test:e2e`,
 * after all others: a Neo4j that has just started compiles each statement, and beside two busy processors it answers
 * too late.
 */
const STORES = ['test/graph/neo4j/**/*.test.ts', 'test/graph/postgres/plans.test.ts', 'test/api/plans.test.ts'];
/**
 * Processes that are killed, frozen, held and flooded, lost answers, every way in which GitHub fails: `npm run
 * test:faults`.
 */
const FAULTS = ['test/faults/**/*.test.ts'];
/** The pages in a real browser; they need the built dashboard. */
const PAGES = ['test/pages/**/*.test.ts'];
/** Measure time, or count what a process leaves in its folders: what other files left in it must not take part. */
const ALONE = ['test/growth/**/*.test.ts', 'test/files/**/*.test.ts'];

/**
 * Start git or other processes again and again. The larger a process, the longer it takes to start another one, and a
 * worker that has gone through hundreds of files is large: there they took twice the time of the processor.
 */
const PROCESSES = [
  'test/checkout/**/*.test.ts',
  'test/commands/review/history-of-range.test.ts',
  'test/database/embedded/**/*.test.ts',
  'test/diff/parse-diff.test.ts',
  'test/review/plan/changed-since-git.test.ts',
  'test/sandbox/**/*.test.ts',
];

/** Of each project: a project takes nothing from the root by itself. */
const each = {
  root: new URL('..', import.meta.url).pathname,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks',
  // Tests make much that is soon gone: with more room for it a worker spends some 6 % less of the processor.
  execArgv: ['--max-semi-space-size=64'] as string[],
  setupFiles: ['test/property-runs.ts', 'test/record-statements.ts'] as string[],
  // One second, the default, is less than a busy machine takes for the first answer of a process.
  expect: { poll: { timeout: 10_000 } },
} as const;

/** Several processes start in one test. */
const patient = { testTimeout: 180_000, expect: { poll: { timeout: 60_000 } } } as const;

/**
 * The runs of `.ci/run` load the same modules: each is compiled once. The folder has the name of the lockfile's content: vitest
 * deletes the cache when the lockfile changed, and then writes into the folder that is not there.
 */
const LOCKFILE = readFileSync(new URL('../package-lock.json', import.meta.url));
const COMPILED = fileURLToPath(
  new URL(
    `../node_modules/.cache/vitest-${createHash('sha256').update(LOCKFILE).digest('hex').slice(0, 12)}`,
    import.meta.url,
  ),
);

export default defineConfig({
  test: {
    ...each,
    // A worker waits for PostgreSQL half of its time; the suites that wait for processes have one more by their command.
    maxWorkers: 3,
    globalSetup: ['test/global-setup.ts'],
    sequence: { sequencer: LongFirst },
    experimental: { fsModuleCache: true, fsModuleCachePath: COMPILED },
    reporters: ['default', './test/slowest-files.ts'],
    projects: [
      { test: { ...each, name: 'alone', include: ALONE } },
      // Modules are loaded once for each worker there, and not for each file.
      { test: { ...each, name: 'processes', include: PROCESSES, isolate: false } },
      { test: { ...each, ...patient, name: 'flows', include: FLOWS, isolate: false } },
      { test: { ...each, ...patient, name: 'e2e', include: E2E, isolate: false } },
      { test: { ...each, ...patient, name: 'stores', include: STORES, isolate: false, sequence: { groupOrder: 1 } } },
      { test: { ...each, ...patient, name: 'pages', include: PAGES, isolate: false } },
      { test: { ...each, ...patient, name: 'faults', include: FAULTS, isolate: false } },
      {
        test: {
          ...each,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE, ...PROCESSES, ...FLOWS, ...E2E, ...STORES, ...PAGES, ...FAULTS],
          isolate: false,
        },
      },
    ],
    // Looked at by `npm run coverage` only: a plain run measures nothing.
    coverage: {
      include: ['src/{review,diff,inbox,github,workflows}/**'],
      reporter: ['text', 'text-summary'],
      thresholds: Object.fromEntries(
        ['review', 'diff', 'inbox', 'github', 'workflows'].map((folder) => [`src/${folder}/**`, { lines: 90 }]),
      ),
    },
  },
});
