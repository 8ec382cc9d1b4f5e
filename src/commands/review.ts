import { writeFile } from 'node:fs/promises';
import { CheckoutError } from '../checkout/checkout-error.js';
import { GitError, gitText } from '../checkout/git.js';
import { refuseUnlessFile } from '../checkout/refuse-special-files.js';
import { openCheckout, type Checkout } from '../checkout/open-checkout.js';
import { resolveRange, type ReviewRange } from '../checkout/resolve-range.js';
import { uncommitted } from '../checkout/uncommitted.js';
import { redact } from '../access/redact.js';
import { estimateCost } from '../claude/estimate-cost.js';
import { pricedName } from '../claude/providers/provider.js';
import { readClaudeConfig, readClaudeConfigWithoutKey } from '../config.js';
import { closePool } from '../review/analyzers/analyse.js';
import { defineCommand, dollars, oneOf, type Env } from './command-line.js';
import { buildReport } from './review/build-report.js';
import { candidateLines } from './review/candidate-lines.js';
import { codeFrames } from './review/code-frames.js';
import { exitCode, type FailOn } from './review/fail-on.js';
import { localReviewer } from './review/local-reviewer.js';
import { wantsColour } from './review/paint.js';
import { createProgress, type Progress } from './review/progress.js';
import { planRequests } from './review/plan-requests.js';
import { renderMarkdown } from './review/render-markdown.js';
import { planReport, renderPlan } from './review/render-plan.js';
import { renderSarif } from './review/render-sarif.js';
import { renderTerminal } from './review/render-terminal.js';
import { reviewRange, type ReviewedRange } from './review/review-range.js';
import type { ReviewReport } from './review/review-report.js';
import { coverageLine } from './review/summary-line.js';
import { WANTED_EFFORTS, type WantedEffort } from '../review/types.js';
import { untilInterrupted } from './until-interrupted.js';

const FORMATS = ['terminal', 'markdown', 'json', 'sarif'] as const;
const PLAN_FORMATS = ['terminal', 'markdown', 'json'] as const;
const LEVELS = ['must-fix', 'should-fix', 'minor', 'never'] as const;

const HELP = `nectr review [<base>..<head> | <base>] [options]

Reviews what <head> changed since it left <base>, in the repository of this folder. Without a range: HEAD against the
default branch. Nothing is sent anywhere, except to Claude if ANTHROPIC_API_KEY or CLAUDE_PROVIDER is set.

  --staged                    the staged changes, against HEAD or <base>
  --repo <path>               another repository
  --format <format>           ${FORMATS.join(' | ')}; terminal on a terminal, else markdown
  --output <file>             writes there instead of to standard output
  --fail-on <severity>        ${LEVELS.join(' | ')}; default must-fix
  --effort <effort>           ${WANTED_EFFORTS.join(' | ')}; default as the settings say
  --max-cost <dollars>        what Claude may cost at most; default 3, of which a normal review takes two thirds at most
                              and a quick one a third
  --verbose                   what Claude doubted and why it dropped it, on standard error
  --dry-run                   says what Claude would be sent and cost, and sends nothing; needs no key

Ends with 0: no finding at or above --fail-on; 1: there is one; 2: the review could not be made, or a file that had to
be read was not (unless --fail-on never).
`;

export interface ReviewArgs {
  range: string | null;
  staged: boolean;
  repo: string;
  format: (typeof FORMATS)[number] | null;
  output: string | null;
  failOn: FailOn;
  effort: WantedEffort | null;
  maxCost: number;
  verbose: boolean;
  dryRun: boolean;
}

/** `nectr review`. */
export const command = defineCommand({
  name: 'review',
  help: HELP,
  options: {
    staged: { type: 'boolean', default: false },
    repo: { type: 'string', default: '.' },
    format: { type: 'string' },
    output: { type: 'string' },
    'fail-on': { type: 'string', default: 'must-fix' },
    effort: { type: 'string' },
    'max-cost': { type: 'string', default: '3' },
    verbose: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
  mostArguments: 1,
  envFile: 'model',
  run: async (values, [range = null], env) => {
    const { staged, repo, format, output = null, effort, verbose } = values;
    const { 'fail-on': failOn, 'max-cost': maxCost, 'dry-run': dryRun } = values;
    const args = {
      range,
      staged,
      repo,
      format: format === undefined ? null : oneOf('--format', dryRun ? PLAN_FORMATS : FORMATS, format),
      output,
      failOn: oneOf('--fail-on', LEVELS, failOn),
      effort: effort === undefined ? null : oneOf('--effort', WANTED_EFFORTS, effort),
      maxCost: dollars('--max-cost', maxCost),
      verbose,
      dryRun,
    };
    await review(args, env);
  },
});

/** Reviews a range of a local repository. Sets the exit code as the help says; never throws. */
async function review(args: ReviewArgs, env: Env): Promise<void> {
  const interrupted = untilInterrupted();
  const progress = createProgress(process.stderr, interrupted.signal);
  try {
    process.exitCode = await run(args, env, progress, interrupted.signal);
  } catch (error) {
    progress.say(`nectr review: ${interrupted.signal.aborted ? 'interrupted' : failure(error)}`);
    process.exitCode = 2;
  } finally {
    interrupted.end();
    await closePool();
  }
}

async function run(args: ReviewArgs, env: Env, progress: Progress, signal: AbortSignal): Promise<number> {
  if (args.dryRun) return plan(args, env, progress, signal);
  const model = readClaudeConfig(env);
  if (args.output !== null) await refuseUnlessFile(args.output);
  const checkout = await openCheckout(args.repo);
  try {
    const range = await resolveRange(checkout, args);
    const notices = await leftOut(checkout, range);
    const reviewed = await reviewRange(checkout, range, progress.trace, {
      signal,
      ...(args.effort === null ? {} : { effort: args.effort }),
      ...(model === null ? {} : { reviewer: await localReviewer(checkout, range.headCommit, model, args.maxCost) }),
    });
    progress.end();
    if (args.verbose) for (const line of candidateLines(reviewed.result.candidates ?? [])) progress.say(line);
    const report = buildReport(reviewed, notices);
    const format = args.format ?? (args.output === null && process.stdout.isTTY === true ? 'terminal' : 'markdown');
    await write(await render({ ...args, format }, report, reviewed, env), args.output);
    // What was not read is named in every format; beside a file or a pipe it is said here, too.
    if (report.outcome.kind !== 'reviewed' && (format !== 'terminal' || args.output !== null))
      progress.say(`${report.outcome.kind}: ${report.outcome.reason} · ${coverageLine(report)}`);
    return exitCode(report, args.failOn);
  } finally {
    await checkout.close();
  }
}

/** What a review would send and cost; nothing is sent, and what the rules find is not said. */
async function plan(args: ReviewArgs, env: Env, progress: Progress, signal: AbortSignal): Promise<number> {
  const config = readClaudeConfigWithoutKey(env);
  if (args.output !== null) await refuseUnlessFile(args.output);
  const checkout = await openCheckout(args.repo);
  try {
    const range = await resolveRange(checkout, args);
    const model = pricedName(config.provider, config.model);
    const { reviewer, planned } = planRequests(checkout, range.headCommit, { model, parallel: config.parallel });
    const reviewed = await reviewRange(checkout, range, progress.trace, {
      signal,
      reviewer,
      ...(args.effort === null ? {} : { effort: args.effort }),
    });
    progress.end();
    const estimate = estimateCost(model, planned, new Date());
    const report = planReport(reviewed, model, estimate, args.maxCost);
    await write(args.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderPlan(report), args.output);
    return 0;
  } finally {
    await checkout.close();
  }
}

/** Null: a range was named in a repository whose HEAD has no commit yet. */
async function headOf({ folder }: Checkout): Promise<string | null> {
  try {
    return (await gitText(folder, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Changes that are lying about on top of what is reviewed; none where another commit than HEAD is. */
async function leftOut(checkout: Checkout, { staged: reviewsIndex, headCommit }: ReviewRange): Promise<string[]> {
  if ((await headOf(checkout)) !== headCommit) return [];
  const { staged, unstaged } = await uncommitted(checkout, headCommit);
  const missing = new Set(reviewsIndex ? unstaged : [...staged, ...unstaged]);
  if (missing.size === 0) return [];
  const files = `${missing.size} ${missing.size === 1 ? 'file has' : 'files have'}`;
  return [
    reviewsIndex
      ? `${files} changes that are not staged: they are not part of this review`
      : `${files} changes that are not committed: they are not part of this review (--staged reviews what is staged)`,
  ];
}

async function render(
  { format, output }: Pick<ReviewArgs, 'output'> & { format: (typeof FORMATS)[number] },
  report: ReviewReport,
  { readHead }: ReviewedRange,
  env: Env,
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'sarif':
      return renderSarif(report);
    case 'markdown':
      return renderMarkdown(report);
    case 'terminal':
      return renderTerminal(report, await codeFrames(report.findings, readHead), {
        colour: output === null && wantsColour(process.stdout, env),
        width: process.stdout.columns ?? 100,
      });
  }
}

async function write(text: string, output: string | null): Promise<void> {
  if (output !== null) return writeFile(output, text);
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
  );
}

/** One line. What git or a file system says may hold an address with a password. */
function failure(error: unknown): string {
  if (error instanceof CheckoutError || error instanceof GitError) return redact(error.message);
  return redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
