import { CheckoutError } from '../../checkout/checkout-error.js';
import { gitText } from '../../checkout/git.js';
import { openCheckout } from '../../checkout/open-checkout.js';
import { fewerChanges, readLastChanges } from '../../checkout/read-last-changes.js';
import { redact } from '../../access/redact.js';
import { closePool } from '../../review/analyzers/analyse.js';
import type { Env } from '../command-line.js';
import { renderReplay } from './render-replay.js';
import { replayChanges } from './replay-changes.js';
import { readClaudeConfig } from '../../config.js';
import { wantsColour } from '../review/paint.js';
import { createProgress } from '../review/progress.js';
import { untilInterrupted } from '../until-interrupted.js';

interface ReplayArgs {
  last: number;
  repo: string;
  format: 'text' | 'json';
  seed: number;
  maxCost: number;
}

/** What the reviewer would have said of the last changes. Sets the exit code; never throws. */
export async function runReplay(args: ReplayArgs, env: Env): Promise<void> {
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
