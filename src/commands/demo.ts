import { defineCommand, UsageError, wholeNumber } from './command-line.js';

const HELP = `nectr demo [--keep [--dashboard]]
nectr demo --repo <path> [--last <number>]

The ordinary server and worker against a GitHub on this machine; no account; no network unless Claude is
configured. Prints the review of a sample pull request as its author reads it.

  --keep                      leaves it running until Ctrl+C
  --dashboard                 with --keep: the dashboard opens on a past of 60 pull requests (sample data)
  --repo <path>               reviews the last changes of that repository instead, and prints a table of outcomes
  --last <number>             how many of them; default 20

Ends with 0 when each pull request got its outcome, else with 1.
`;

/** `nectr demo`. */
export const command = defineCommand({
  name: 'demo',
  help: HELP,
  options: {
    keep: { type: 'boolean', default: false },
    dashboard: { type: 'boolean', default: false },
    repo: { type: 'string' },
    last: { type: 'string' },
  },
  mostArguments: 0,
  envFile: null,
  run: async ({ keep, dashboard, repo, last }) => {
    if (repo === undefined && last !== undefined) throw new UsageError('--last goes with --repo');
    if (repo !== undefined && keep) throw new UsageError('--keep is for the sample, not for --repo');
    if (dashboard && !keep) throw new UsageError('--dashboard goes with --keep');
    const changes = wholeNumber('--last', last ?? '20', { least: 1, most: 10_000 });
    const complete =
      repo === undefined
        ? await (await import('./demo/demo-sample.js')).demoOfSample({ keep, dashboard })
        : await (await import('./demo/demo-repository.js')).demoOfRepository(repo, changes);
    if (!complete) process.exitCode = 1;
  },
});
