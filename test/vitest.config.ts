import { defineConfig } from 'vitest/config';

/** Files that change what their process shares with others, start what must be alone, or measure time and memory. */
const ALONE: readonly string[] = ['test/growth/**/*.test.ts'];

/** Of each project: a project takes nothing from the root by itself. */
const each = {
  root: new URL('..', import.meta.url).pathname,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks',
  maxWorkers: 3,
} as const;

export default defineConfig({
  test: {
    ...each,
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', './test/slowest-files.ts'],
    projects: [
      { test: { ...each, name: 'alone', include: [...ALONE] } },
      // Their modules are loaded once for each worker, and not for each file.
      { test: { ...each, name: 'shared', include: ['test/**/*.test.ts'], exclude: [...ALONE], isolate: false } },
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
