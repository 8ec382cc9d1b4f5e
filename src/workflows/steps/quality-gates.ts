import { z } from 'zod';
import { setNamedCheck } from '../../github/publish/set-named-check.js';
import { fetchChange } from '../../github/read/fetch-change.js';
import { runInPool } from '../../review/analyzers/pool.js';
import { openShare } from '../../review/analyzers/thread-share.js';
import { gatherFacts, type Need } from '../executions/gather-facts.js';
import { pullRunOf } from '../executions/execution-record.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { readSnapshot } from '../pulls/read-head.js';
import { checkQuality } from './quality/check-quality.js';
import { QualityThresholds } from './quality/thresholds.js';
import type { Measure, QualityAnswer } from './quality/types.js';
import { defineStep, done, type StepContext } from './step-action.js';

const CHECK = 'Nectr quality gates';
const MEASURE_MS = 10_000;
const LARGEST_TEXT = 1024 * 1024;
const LARGEST_REPORT = 20 * 1024 * 1024;
const MOST_PLACES = 50;
const Config = QualityThresholds.extend({
  /** Open findings of the review that are allowed; null: they are not looked at. */
  max_must_fix: z.int().min(0).max(1000).nullable().default(null),
  max_should_fix: z.int().min(0).max(1000).nullable().default(null),
  /** Paths of coverage reports in the repository: lcov, Cobertura, coverage-summary.json. */
  coverage_files: z.array(z.string().min(1).max(500)).max(10).default([]),
  /** Whether the check fails, or only says so. */
  block: z.boolean().default(true),
}).strict();

/** `quality_gates`: the review's findings and the syntax trees of what changed against limits; shown as a check run. */
export const qualityGates = defineStep({
  type: 'quality_gates',
  title: 'Quality gates',
  description:
    'Holds the change against limits: open findings, complexity and length of touched functions, length of files, missing tests, coverage that CI left in the repository. Shows a check run; never runs code of the repository.',
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
  describe: async (context, config) => summaryOf(await judge(context, config)),
  run: async (context, config) => {
    const { ports, run, step } = context;
    const { answer, gates } = await judge(context, config);
    const failed = gates.filter(({ passed }) => !passed).map(({ name }) => name);
    const passed = failed.length === 0;
    const pullRun = pullRunOf(run);
    const octokit = await octokitOf(ports, pullRun);
    await withPullLease(ports, pullRun, ({ repositoryUrl, refused, assertLease }) =>
      setNamedCheck(
        octokit,
        targetOf(pullRun),
        {
          headSha: pullRun.headSha,
          key: `${run.workflowId}:${step.name}`,
          detailsUrl: null,
          repositoryUrl,
          refused,
          assertLease,
        },
        {
          name: CHECK,
          conclusion: passed ? 'success' : config.block ? 'failure' : 'neutral',
          title: passed ? 'All gates are passed' : `Not passed: ${failed.join(', ')}`,
          summary: summaryOf({ answer, gates }),
        },
      ),
    );
    const result = { passed, failed, gates, unread: answer.unread.length };
    return done(result, passed ? 'all gates are passed' : `not passed: ${failed.join(', ')}`);
  },
});

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

async function judge({ ports, run, signal }: StepContext, config: z.output<typeof Config>): Promise<Judged> {
  const pullRun = pullRunOf(run);
  const octokit = await readerOf(ports, pullRun);
  const target = targetOf(pullRun);
  const change = await fetchChange(octokit, target);
  const snapshot = await readSnapshot(() => ports.openSnapshot(octokit, target, change.headSha));
  signal.throwIfAborted();
  const text = async (path: string, most: number) =>
    (snapshot.sizeOf(path) ?? Infinity) > most ? null : ((await snapshot.readFile(path))?.toString('utf8') ?? null);
  const files = [];
  for (const { path, status, hunks } of change.files)
    files.push({ path, status, hunks, text: await text(path, LARGEST_TEXT) });
  const coverage = [];
  for (const path of config.coverage_files) {
    const report = await text(path, LARGEST_REPORT);
    if (report !== null) coverage.push({ path, text: report });
  }
  const paths = snapshot.list().map(({ path }) => path);
  const share = openShare({ turn: run.installationId, lost: ({ cause }) => ports.threadLost(cause) });
  const measure: Measure = async (path, source) => {
    const answer = await runInPool({ kind: 'measure', path, source }, MEASURE_MS, share);
    return answer.kind === 'measure' ? answer.functions : { reason: answer.reason };
  };
  const answer = await checkQuality({ files, paths, coverage }, config, measure);
  const gates = answer.gates.map(({ name, passed, value, limit }) => ({ name, passed, value, limit }));
  return { answer, gates: [...gates, ...(await findingGates({ ports, run }, config))] };
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
    .map(({ path, line, what }) => `- \`${path.replaceAll('`', '')}${line === null ? '' : `:${line}`}\` ${what}`);
  const unread = answer.unread.length === 0 ? [] : ['', `${answer.unread.length} changed files could not be measured.`];
  return ['| gate | | value | limit |', '| --- | --- | --- | --- |', ...rows, '', ...places, ...unread].join('\n');
}
