import { cleanText } from '../../review/analyzers/clean-text.js';
import { redact } from '../../access/redact.js';
import { followLines, type Fate, type FollowedLines } from '../../checkout/follow-lines.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import type { LastChange } from '../../checkout/read-last-changes.js';
import { resolveRange } from '../../checkout/resolve-range.js';
import type { ChangedFile } from '../../review/types.js';
import { version } from '../../version.js';
import { buildReport } from '../review/build-report.js';
import type { ClaudeConfig } from '../../claude-config.js';
import { localReviewer } from '../review/local-reviewer.js';
import type { Progress } from '../review/progress.js';
import { reviewRange, type ReviewedRange } from '../review/review-range.js';
import { randomBlocks, seededRandom } from '../../review/replay/random-blocks.js';
import type { ReplayedChange, ReplayReport } from './replay-report.js';
import { wilsonInterval } from '../../review/replay/wilson-interval.js';

/** Drawn for each finding, so that the base rate is not the noisier of the two. */
const DRAWS = 20;

export interface ReplayOptions {
  tip: string;
  seed: number;
  model: ClaudeConfig | null;
  /** For each change, US dollars. */
  maxCost: number;
  signal: AbortSignal;
  /** For the change with this number, counted from 1. */
  progress(number: number): Progress;
}

interface Replayed {
  change: LastChange;
  report: ReplayedChange;
  files: ChangedFile[];
}

/**
 * Reviews each change as if it were a pull request today, then looks along the main line what became of the lines that
 * were spoken of, and of lines drawn from the same changes. Nothing is posted. A change that cannot be reviewed is
 * named as failed, and the others go on.
 */
export async function replayChanges(
  checkout: Checkout,
  changes: readonly LastChange[],
  options: ReplayOptions,
): Promise<ReplayReport> {
  const replayed: Replayed[] = [];
  for (const [index, change] of changes.entries()) replayed.push(await replayOne(checkout, change, index + 1, options));
  const found = await followFindings(checkout, replayed, options.tip);
  const drawn = await followLines(checkout, drawBlocks(replayed, seededRandom(options.seed)), options.tip);
  return {
    version: 1,
    tool: { name: 'nectr', version },
    repository: checkout.name,
    tip: options.tip,
    seed: options.seed,
    changes: replayed.map(({ report }) => report),
    total: {
      ...averages(replayed.map(({ report }) => report)),
      laterChanged: shareOf(found),
      baseRate: shareOf(drawn),
    },
  };
}

async function replayOne(
  checkout: Checkout,
  change: LastChange,
  number: number,
  { model, maxCost, signal, progress }: ReplayOptions,
): Promise<Replayed> {
  const { base, head, merged, title, body, author } = change;
  const line = progress(number);
  const startedAt = performance.now();
  try {
    const range = await resolveRange(checkout, { range: `${base}...${head}`, kind: 'commits' });
    const reviewed = await reviewRange(checkout, range, line.trace, {
      signal,
      counts: line.counts,
      about: { title, body, author },
      ...(model === null ? {} : { reviewer: await localReviewer(checkout, head, model, maxCost, line.counts) }),
    });
    return { change, report: reportOf(change, reviewed), files: readFiles(reviewed) };
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = redact(error instanceof Error ? error.message : String(error));
    const report: ReplayedChange = {
      title: cleanText(title),
      base,
      head,
      merged,
      outcome: { kind: 'failed', reason },
      files: { total: 0, read: 0, skipped: 0, unread: 0 },
      comments: 0,
      findings: [],
      cost: 0,
      tokens: { input: 0, output: 0, cached: 0 },
      durationMs: Math.round(performance.now() - startedAt),
    };
    return { change, report, files: [] };
  } finally {
    line.end();
  }
}

function reportOf({ title, base, head, merged }: LastChange, reviewed: ReviewedRange): ReplayedChange {
  const { outcome, findings, coverage, cost, tokens, durationMs } = buildReport(reviewed, []);
  const { total, read, skipped, unread } = coverage;
  return {
    title: cleanText(title),
    base,
    head,
    merged,
    outcome,
    files: { total, read: read.length, skipped: skipped.length, unread: unread.length },
    comments: reviewed.result.rendered.comments.length,
    findings: findings.map((finding) => ({ ...finding, fate: 'unknown', changedIn: null })),
    cost,
    tokens,
    durationMs,
  };
}

/** Lines are drawn only from what was read: elsewhere nothing could have been found. */
function readFiles({ change, result }: ReviewedRange): ChangedFile[] {
  const read = new Set(result.coverage.read);
  return change.files.filter(({ path }) => read.has(path));
}

/** Enters the fate of every finding into its report. */
async function followFindings(checkout: Checkout, replayed: readonly Replayed[], tip: string): Promise<Fate[]> {
  const followed = replayed.flatMap(({ change: { head, merged }, report }) =>
    report.findings.filter(({ side }) => side === 'RIGHT').map((finding) => ({ finding, head, merged })),
  );
  const fates = await followLines(
    checkout,
    followed.map(({ finding, head, merged }) => ({ head, merged, path: finding.path, lines: linesOf(finding) })),
    tip,
  );
  for (const [index, { finding }] of followed.entries()) {
    const fate = fates[index] ?? { kind: 'unknown' };
    finding.fate = fate.kind;
    finding.changedIn = fate.kind === 'changed' ? fate.in : null;
  }
  return fates;
}

function drawBlocks(replayed: readonly Replayed[], random: () => number): FollowedLines[] {
  return replayed.flatMap(({ change: { head, merged }, report, files }) => {
    const excluded = new Set(
      report.findings.flatMap((finding) => linesOf(finding).map((line) => `${finding.path}:${line}`)),
    );
    return report.findings.flatMap((finding) =>
      randomBlocks(files, { length: linesOf(finding).length, count: DRAWS, excluded, random }).map((block) => ({
        head,
        merged,
        ...block,
      })),
    );
  });
}

function linesOf({ line, startLine }: { line: number; startLine: number | null }): number[] {
  const first = startLine ?? line;
  return Array.from({ length: line - first + 1 }, (_, index) => first + index);
}

function shareOf(fates: readonly Fate[]) {
  const known = fates.filter(({ kind }) => kind !== 'unknown');
  return wilsonInterval(known.filter(({ kind }) => kind === 'changed').length, known.length);
}

function averages(reports: readonly ReplayedChange[]) {
  const reviewed = reports.filter(({ outcome: { kind } }) => kind === 'reviewed' || kind === 'partial');
  const sum = (of: (report: ReplayedChange) => number) => reviewed.reduce((total, report) => total + of(report), 0);
  const each = (total: number) => (reviewed.length === 0 ? null : total / reviewed.length);
  return {
    changes: reports.length,
    notReviewed: reports.length - reviewed.length,
    findings: sum(({ findings }) => findings.length),
    commentsPerChange: each(sum(({ comments }) => comments)),
    costPerChange: each(sum(({ cost }) => cost)),
    secondsPerChange: each(sum(({ durationMs }) => durationMs / 1000)),
  };
}
