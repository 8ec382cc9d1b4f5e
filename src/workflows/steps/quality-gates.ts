import { z } from 'zod';
import { fetchChange } from '../../github/read/fetch-change.js';
import { REPORT_BOUNDS } from '../../review/coverage/types.js';
import { memoryOf } from '../../review/memory-of.js';
import type { Change } from '../../review/types.js';
import type { Snapshot } from '../../snapshot/types.js';
import { RunStoppedError } from '../durable/durable-step.js';
import { runInPool } from '../../review/analyzers/pool.js';
import { openShare, type ThreadShare } from '../../review/analyzers/thread-share.js';
import { gatherFacts, type Need } from '../executions/gather-facts.js';
import { pullRunOf } from '../executions/execution-record.js';
import { showCheck } from './show-check.js';
import { readerOf, targetOf } from '../pulls/pull-writer.js';
import { readSnapshot } from '../pulls/read-head.js';
import { asksForTexts, checkQuality } from './quality/check-quality.js';
import { QualityThresholds } from './quality/thresholds.js';
import type { QualityAnswer, QualityChange } from './quality/types.js';
import { defineStep, done, type StepContext } from './step-action.js';

const CHECK = 'Nectr quality gates';
const MEASURE_MS = 10_000;
const LARGEST_TEXT = 1024 * 1024;
/** A report or a text, as bytes and as a string, beside the diffs. */
const READ_AT_ONCE = 3 * REPORT_BOUNDS.characters;
const MOST_PLACES = 50;
const Config = QualityThresholds.extend({
  max_must_fix: z
    .int()
    .min(0)
    .max(1000)
    .nullable()
    .default(null)
    .describe('Open must-fix findings of the review that are allowed. Empty: they are not looked at.'),
  max_should_fix: z.int().min(0).max(1000).nullable().default(null).describe('The same of should-fix findings.'),
  coverage_files: z
    .array(z.string().min(1).max(500))
    .max(10)
    .default([])
    .describe(
      'Paths of coverage reports in the repository: lcov, Cobertura, `coverage-summary.json`; up to 5 MiB each.',
    ),
  block: z.boolean().default(true).describe('Whether the check fails, or only says so.'),
}).strict();

/** `quality_gates`: the review's findings and the syntax trees of what changed against limits; shown as a check run. */
export const qualityGates = defineStep({
  type: 'quality_gates',
  title: 'Quality gates',
  description:
    'Holds the change against limits: open findings, complexity and length of touched functions, length of files, missing tests, coverage that CI left in the repository. Shows a check run, which asks for a person where no gate fails but files could not be measured; never runs code of the repository.',
  config: Config,
  result: z.object({
    passed: z.boolean(),
    failed: z.array(z.string()),
    gates: z.array(
      z.object({ name: z.string(), passed: z.boolean(), value: z.number().nullable(), limit: z.number() }),
    ),
    unread: z.int(),
  }),
  needs: 'pull request',
  check: ({ min_coverage: least, coverage_files: reports }) =>
    (least === null) === (reports.length === 0) ? null : 'must name both min_coverage and coverage_files, or neither',
  describe: async (context, config) => summaryOf(await judge(context, config)),
  run: async (context, config) => {
    const judged = await judge(context, config);
    const { failed, passed, title, conclusion } = verdictOf(judged, config.block);
    await showCheck(context, { name: CHECK, conclusion, title, summary: summaryOf(judged) });
    const { answer, gates } = judged;
    return done({ passed, failed, gates, unread: answer.unread.length }, title);
  },
});

/** What the gates come to: passed are they only if all was measured. `block`: a gate that fails, fails the check. Pure. */
export function verdictOf({ answer, gates }: Judged, block: boolean) {
  const failed = gates.filter(({ passed }) => !passed).map(({ name }) => name);
  const unread = answer.unread.length;
  const passed = failed.length === 0 && unread === 0;
  if (failed.length > 0)
    return {
      failed,
      passed,
      title: `Not passed: ${failed.join(', ')}`,
      conclusion: block ? 'failure' : 'neutral',
    } as const;
  // Neutral would satisfy a check that is required, and whoever writes what cannot be measured would pass.
  if (unread > 0)
    return {
      failed,
      passed,
      title: `Not all was measured: ${unread} changed files were not`,
      conclusion: block ? 'action_required' : 'neutral',
    } as const;
  return { failed, passed, title: 'All gates are passed', conclusion: 'success' } as const;
}

interface ShownGate {
  name: string;
  passed: boolean;
  value: number | null;
  limit: number;
}

interface Judged {
  answer: QualityAnswer;
  /** Those of the syntax trees, then those of the review. */
  gates: ShownGate[];
}

async function judge(context: StepContext, config: z.output<typeof Config>): Promise<Judged> {
  const answer = asksForTexts(config) ? await measure(context, config) : { passed: true, gates: [], unread: [] };
  const gates = answer.gates.map(({ name, passed, value, limit }) => ({ name, passed, value, limit }));
  context.signal.throwIfAborted();
  return { answer, gates: [...gates, ...(await findingGates(context, config))] };
}

/** Throws RunStoppedError where the head is another by now: the findings and the check are about the run's own. */
async function measure(context: StepContext, config: z.output<typeof Config>): Promise<QualityAnswer> {
  const { ports, run } = context;
  const pullRun = pullRunOf(run);
  const octokit = await readerOf(ports, pullRun);
  const target = targetOf(pullRun);
  const share = openShare({ turn: run.installationId, lost: ({ cause }) => ports.threadLost(cause) });
  let release = (): void => undefined;
  const admit = async (size: { files: number; lines: number }): Promise<void> => {
    release();
    release = await ports.reviewMemory(run.installationId, memoryOf(size) + READ_AT_ONCE);
  };
  try {
    const change = await fetchChange(octokit, target, admit);
    if (change.headSha !== pullRun.headSha) throw new RunStoppedError('the pull request has another head by now');
    const snapshot = await readSnapshot(() => ports.openSnapshot(octokit, target, change.headSha));
    const read = changeOf(context, config, { change, snapshot, share });
    const answer = await checkQuality(read, config, async (path, source) => {
      const measured = await runInPool({ kind: 'measure', path, source }, MEASURE_MS, share);
      return measured.kind === 'measure' ? measured.functions : { reason: measured.reason };
    });
    const more = change.changedFiles - change.files.length;
    const unlisted = more > 0 ? [{ path: `${more} more files`, reason: 'GitHub does not list them' }] : [];
    return { ...answer, unread: [...answer.unread, ...unlisted] };
  } finally {
    release();
  }
}

/** Texts are read when it is their turn. */
function changeOf(
  context: StepContext,
  { coverage_files: reports }: z.output<typeof Config>,
  { change, snapshot, share }: { change: Change; snapshot: Snapshot; share: ThreadShare },
): QualityChange {
  const read = async (path: string) => {
    context.signal.throwIfAborted();
    return (await snapshot.readFile(path))?.toString('utf8') ?? null;
  };
  const whyNot = (path: string) =>
    snapshot.omitted.find((one) => one.path === path)?.reason ?? 'it is not in the repository';
  return {
    files: change.files.map(({ path, status, hunks, unread }) => ({
      path,
      status,
      hunks,
      unread,
      read: async () => ((snapshot.sizeOf(path) ?? Infinity) > LARGEST_TEXT ? null : read(path)),
    })),
    paths: snapshot.list().map(({ path }) => path),
    coverage: reports.map((path) => ({ path, read: async () => (await read(path)) ?? { reason: whyNot(path) } })),
    parseCoverage: async (path, text, names) => {
      const answer = await runInPool({ kind: 'coverage', path, text, names }, MEASURE_MS, share);
      return answer.kind === 'coverage' ? answer.read : { reason: answer.reason };
    },
  };
}

/** A review that is not there yet passes no gate. */
async function findingGates(
  { ports, run }: Pick<StepContext, 'ports' | 'run'>,
  { max_must_fix: mustFix, max_should_fix: shouldFix }: z.output<typeof Config>,
): Promise<ShownGate[]> {
  if (mustFix === null && shouldFix === null) return [];
  const { review } = await gatherFacts(ports, run, new Set<Need>(['review']));
  const gate = (name: string, limit: number | null, value: unknown): ShownGate[] =>
    limit === null
      ? []
      : [
          {
            name,
            limit,
            value: value === undefined ? null : Number(value),
            passed: value !== undefined && Number(value) <= limit,
          },
        ];
  return [
    ...gate('must_fix', mustFix, review?.findings?.must_fix),
    ...gate('should_fix', shouldFix, review?.findings?.should_fix),
  ];
}

function summaryOf({ answer, gates }: Judged): string {
  const rows = gates.map(
    ({ name, passed, value, limit }) =>
      `| ${name} | ${passed ? 'passed' : 'not passed'} | ${value ?? 'not known'} | ${limit} |`,
  );
  const places = answer.gates
    .flatMap((gate) => gate.places)
    .slice(0, MOST_PLACES)
    .map(({ path, line, what }) => `- ${coded(line === null ? path : `${path}:${line}`)} ${what}`);
  const unmeasured = answer.unread.slice(0, MOST_PLACES).map(({ path, reason }) => `- ${coded(path)}: ${reason}`);
  const unread = answer.unread.length === 0 ? [] : ['', `Not measured (${answer.unread.length}):`, '', ...unmeasured];
  return ['| gate | | value | limit |', '| --- | --- | --- | --- |', ...rows, '', ...places, ...unread].join('\n');
}

function coded(path: string): string {
  return `\`${path.replaceAll('`', '')}\``;
}
