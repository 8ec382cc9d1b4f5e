import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 3,
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
