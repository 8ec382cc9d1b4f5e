import { writeFile } from 'node:fs/promises';
import { askedPaths, rangeAndFiles } from '../../checkout/asked-paths.js';
import { CheckoutError } from '../../checkout/checkout-error.js';
import { GitError } from '../../checkout/git.js';
import { openCheckout, type Checkout } from '../../checkout/open-checkout.js';
import { resolveRange } from '../../checkout/resolve-range.js';
import { redact } from '../../access/redact.js';
import { estimateCost } from '../../claude/estimate-cost.js';
import { pricedName } from '../../claude/providers/provider.js';
import { readClaudeConfig, readClaudeConfigWithoutKey } from '../../config.js';
import { closePool } from '../../review/analyzers/analyse.js';
import type { Env } from '../command-line.js';
import { buildReport } from './build-report.js';
import { candidateLines } from './candidate-lines.js';
import { codeFrames } from './code-frames.js';
import { exitCode } from './fail-on.js';
import { leftOut } from './left-out.js';
import { localReviewer } from './local-reviewer.js';
import { refuseUnwritable } from './output-file.js';
import { wantsColour } from './paint.js';
import { createProgress, type Progress } from './progress.js';
import { planRequests } from './plan-requests.js';
import type { FORMATS, ReviewArgs } from './review-args.js';
import { renderMarkdown } from './render-markdown.js';
import { planReport, renderPlan } from './render-plan.js';
import { renderSarif } from './render-sarif.js';
import { renderTerminal } from './render-terminal.js';
import { reviewRange, type ReviewedRange } from './review-range.js';
import type { ReviewReport } from './review-report.js';
import { closingLine } from './summary-line.js';
import { tellUnexpected } from '../tell-unexpected.js';
import { untilInterrupted } from '../until-interrupted.js';

/** Reviews a range of a local repository. Sets the exit code as the help says; never throws. */
export async function runReview(args: ReviewArgs, env: Env): Promise<void> {
  const interrupted = untilInterrupted();
  const progress = createProgress(process.stderr, interrupted.signal, { verbose: args.verbose });
  try {
    process.exitCode = await run(args, env, progress, interrupted.signal);
  } catch (error) {
    progress.end();
    progress.say(`nectr review: ${interrupted.signal.aborted ? 'interrupted' : failure(error)}`);
    process.exitCode = 2;
  } finally {
    interrupted.end();
    await closePool();
  }
}

async function run(args: ReviewArgs, env: Env, progress: Progress, signal: AbortSignal): Promise<number> {
  if (args.output !== null) await refuseUnwritable(args.output);
  if (args.dryRun) return plan(args, env, progress, signal);
  const model = readClaudeConfig(env);
  if (args.requireClaude && model === null)
    throw new CheckoutError('--require-claude: Claude is not set up: set ANTHROPIC_API_KEY, or CLAUDE_PROVIDER');
  const checkout = await openCheckout(args.repo);
  try {
    const { range, isAsked } = await whatToReview(checkout, args);
    // Git compares the working tree meanwhile.
    const lyingAbout = leftOut(checkout, range);
    lyingAbout.catch(() => undefined);
    const { counts } = progress;
    const reviewed = await reviewRange(checkout, range, progress.trace, {
      signal,
      counts,
      isAsked,
      ...(args.effort === null ? {} : { effort: args.effort }),
      ...(model === null
        ? {}
        : { reviewer: await localReviewer(checkout, range.headCommit, model, args.maxCost, counts) }),
    });
    const notices = await lyingAbout;
    progress.end();
    if (args.verbose) for (const line of candidateLines(reviewed.result.candidates ?? [])) progress.say(line);
    const report = buildReport(reviewed, notices);
    const format = args.format ?? (args.output === null && process.stdout.isTTY === true ? 'terminal' : 'markdown');
    await write(await render({ ...args, format }, report, reviewed, env), args.output);
    if (args.output !== null) progress.say(`Wrote ${args.output} (${format}).`);
    // On a terminal the report itself ends with it.
    if (format !== 'terminal' || args.output !== null || process.stderr.isTTY !== true)
      progress.say(closingLine(report));
    return claudeIsMissing(args, report, progress) ? 2 : exitCode(report, args.failOn);
  } finally {
    await checkout.close();
  }
}

async function whatToReview(checkout: Checkout, { kind, typed, files: behind }: ReviewArgs) {
  const { range: named, files } = await rangeAndFiles(checkout, typed);
  const range = await resolveRange(checkout, { range: named, kind });
  return { range, isAsked: await askedPaths(checkout, range, [...files, ...behind]) };
}

/** Where there was nothing to review nobody had to be asked. */
function claudeIsMissing({ requireClaude }: ReviewArgs, { model, outcome }: ReviewReport, { say }: Progress): boolean {
  if (!requireClaude || model !== null || outcome.kind === 'skipped') return false;
  say('nectr review: --require-claude: Claude took no part in this review');
  return true;
}

/** What a review would send and cost; nothing is sent, and what the rules find is not said. */
async function plan(args: ReviewArgs, env: Env, progress: Progress, signal: AbortSignal): Promise<number> {
  const config = readClaudeConfigWithoutKey(env);
  const checkout = await openCheckout(args.repo);
  try {
    const { range, isAsked } = await whatToReview(checkout, args);
    const model = pricedName(config.provider, config.model);
    const { reviewer, planned } = planRequests(checkout, range.headCommit, { model, parallel: config.parallel });
    const reviewed = await reviewRange(checkout, range, progress.trace, {
      signal,
      reviewer,
      counts: progress.counts,
      isAsked,
      ...(args.effort === null ? {} : { effort: args.effort }),
    });
    progress.end();
    const estimate = estimateCost(model, planned, new Date());
    const report = planReport(reviewed, model, estimate, args.maxCost);
    await write(args.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : renderPlan(report), args.output);
    if (args.output !== null) progress.say(`Wrote ${args.output}.`);
    return 0;
  } finally {
    await checkout.close();
  }
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
  return tellUnexpected(error);
}
