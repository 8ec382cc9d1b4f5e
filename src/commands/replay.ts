import { defineCommand, dollars, oneOf, UsageError, wholeNumber } from './command-line.js';

const HELP = `nectr replay --last <number> [options] | --ledger [<owner>/<repo>]

Reviews the last changes of a repository (each commit of its main line: a merge, or a commit by itself) as if they were pull
requests, posts nothing, and checks which of the lines it spoke of were changed later, beside lines drawn from the same changes.

  --repo <path>               another repository than that of this folder
  --format <format>           text | json; default text
  --seed <number>             of the drawn lines; default 1
  --max-cost <dollars>        what Claude may cost for each change; default 2

  --ledger [<owner>/<repo>]   instead of that: what became of what was posted, as the database knows it (DATABASE_URL, or that of
                              the running server): fixed, dismissed, ignored by rule, category, folder, model and effort

Ends with 0 when all were reviewed or skipped, with 2 otherwise.
`;

/** `nectr replay`. */
export const command = defineCommand({
  name: 'replay',
  help: HELP,
  options: {
    last: { type: 'string' },
    repo: { type: 'string', default: '.' },
    format: { type: 'string', default: 'text' },
    seed: { type: 'string', default: '1' },
    'max-cost': { type: 'string', default: '2' },
    ledger: { type: 'boolean', default: false },
  },
  mostArguments: 1,
  envFile: 'model',
  run: async ({ last, repo, format, seed, 'max-cost': maxCost, ledger }, [fullName = null], env) => {
    if (ledger) {
      if (last !== undefined) throw new UsageError('--ledger reviews nothing: it takes no --last');
      const asked = { fullName, format: oneOf('--format', ['text', 'json'], format) };
      const { runLedger } = await import('./replay/show-acceptance.js');
      return runLedger(env, asked);
    }
    if (fullName !== null) throw new UsageError(`unexpected argument ${JSON.stringify(fullName)}`);
    if (last === undefined) throw new UsageError('--last is missing: how many changes?');
    const args = {
      last: wholeNumber('--last', last, { least: 1, most: 10_000 }),
      repo,
      format: oneOf('--format', ['text', 'json'], format),
      seed: wholeNumber('--seed', seed, { most: Number.MAX_SAFE_INTEGER }),
      maxCost: dollars('--max-cost', maxCost),
    };
    const { runReplay } = await import('./replay/run-replay.js');
    await runReplay(args, env);
  },
});
