import { CheckoutError } from '../checkout/checkout-error.js';
import { gitText } from '../checkout/git.js';
import { openCheckout } from '../checkout/open-checkout.js';
import { fewerChanges, readLastChanges } from '../checkout/read-last-changes.js';
import { redact } from '../access/redact.js';
import { closePool } from '../review/analyzers/analyse.js';
import { defineCommand, dollars, oneOf, UsageError, wholeNumber, type Env } from './command-line.js';
import { showAcceptance } from './replay/show-acceptance.js';
import { withDatabase } from './with-database.js';
import { renderReplay } from './replay/render-replay.js';
import { replayChanges } from './replay/replay-changes.js';
import { readClaudeConfig } from '../config.js';
import { wantsColour } from './review/paint.js';
import { createProgress } from './review/progress.js';
import { untilInterrupted } from './until-interrupted.js';

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

interface ReplayArgs {
  last: number;
  repo: string;
  format: 'text' | 'json';
  seed: number;
  maxCost: number;
}

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
      return withDatabase(env, 'replay', (source) => showAcceptance(source, asked));
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
    await replay(args, env);
  },
});

/** What the reviewer would have said of the last changes. Sets the exit code; never throws. */
async function replay(args: ReplayArgs, env: Env): Promise<void> {
  const interrupted = untilInterrupted();
  try {
    process.exitCode = await run(args, env, interrupted.signal);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`nectr replay: ${interrupted.signal.aborted ? 'interrupted' : redact(why)}\n`);
    process.exitCode = 2;
  } finally {
    interrupted.end();
    await closePool();
  }
}

async function run({ last, repo, format, seed, maxCost }: ReplayArgs, env: Env, signal: AbortSignal): Promise<number> {
  const model = readClaudeConfig(env);
  const checkout = await openCheckout(repo);
  try {
    const changes = await readLastChanges(checkout.folder, last);
    const fewer = fewerChanges(changes, last);
    if (changes.length === 0) throw new CheckoutError('the repository has no commit with a parent: nothing to replay');
    if (fewer !== null) process.stderr.write(`nectr replay: ${fewer}\n`);
    const report = await replayChanges(checkout, changes, {
      tip: (await gitText(checkout.folder, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim(),
      seed,
      model,
      maxCost,
      signal,
      progress: (number) => createProgress(process.stderr, signal, { label: `${number}/${changes.length}` }),
    });
    const text =
      format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : renderReplay(report, { colour: wantsColour(process.stdout, env) });
    await new Promise<void>((resolve, reject) =>
      process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
    );
    return report.changes.some(({ outcome }) => outcome.kind === 'failed') ? 2 : 0;
  } finally {
    await checkout.close();
  }
}
