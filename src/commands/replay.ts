import { parseArgs } from 'node:util';
import { CheckoutError } from '../checkout/checkout-error.js';
import { gitText } from '../checkout/git.js';
import { openCheckout } from '../checkout/open-checkout.js';
import { readLastChanges } from '../checkout/read-last-changes.js';
import { redact } from '../access/redact.js';
import { closePool } from '../review/analyzers/analyse.js';
import { renderReplay } from './replay/render-replay.js';
import { replayChanges } from './replay/replay-changes.js';
import { readClaudeConfig } from '../config.js';
import { wantsColour } from './review/paint.js';
import { createProgress } from './review/progress.js';
import { untilInterrupted } from './until-interrupted.js';

const USAGE = `nectr replay --last <number> [options]

Reviews the last merged changes of a repository (first-parent merges, else commits) as if they were pull requests, posts
nothing, and looks which of the lines it spoke of were changed later, beside lines drawn from the same changes.

  --repo <path>               another repository than that of this folder
  --format <format>           text | json; default text
  --seed <number>             of the drawn lines; default 1
  --max-cost <dollars>        what Claude may cost for each change; default 2

Ends with 0 when all were reviewed or skipped, with 2 otherwise.
`;

interface ReplayArgs {
  last: number;
  repo: string;
  format: 'text' | 'json';
  seed: number;
  maxCost: number;
}

/** `nectr replay`: what the reviewer would have said of the last changes. Sets the exit code; never throws. */
export async function replay(args: string[], env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    process[parsed === '' ? 'stdout' : 'stderr'].write(parsed === '' ? USAGE : `${parsed}\n\n${USAGE}`);
    process.exitCode = parsed === '' ? 0 : 2;
    return;
  }
  const interrupted = untilInterrupted();
  try {
    process.exitCode = await run(parsed, env, interrupted.signal);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`nectr replay: ${interrupted.signal.aborted ? 'interrupted' : redact(why)}\n`);
    process.exitCode = 2;
  } finally {
    interrupted.end();
    await closePool();
  }
}

async function run(
  { last, repo, format, seed, maxCost }: ReplayArgs,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<number> {
  const model = readClaudeConfig(env);
  const checkout = await openCheckout(repo);
  try {
    const changes = await readLastChanges(checkout.folder, last);
    if (changes.length === 0) throw new CheckoutError('the repository has no commit with a parent: nothing to replay');
    const report = await replayChanges(checkout, changes, {
      tip: (await gitText(checkout.folder, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim(),
      seed,
      model,
      maxCost,
      signal,
      progress: (number) => createProgress(process.stderr, signal, `${number}/${changes.length}`),
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

/** The arguments; empty text: help is wanted; other text: what is wrong with them. */
function parse(args: string[]): ReplayArgs | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        last: { type: 'string' },
        repo: { type: 'string', default: '.' },
        format: { type: 'string', default: 'text' },
        seed: { type: 'string', default: '1' },
        'max-cost': { type: 'string', default: '2' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return '';
    const [last, seed, maxCost] = [Number(values.last), Number(values.seed), Number(values['max-cost'])];
    if (!Number.isInteger(last) || last < 1 || last > 10_000) return '--last takes a number of changes';
    if (values.format !== 'text' && values.format !== 'json') return '--format takes text or json';
    if (!Number.isSafeInteger(seed)) return '--seed takes a whole number';
    if (!Number.isFinite(maxCost) || maxCost < 0) return '--max-cost takes a number of dollars';
    return { last, repo: values.repo, format: values.format, seed, maxCost };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
