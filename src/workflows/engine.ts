import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { createEnginePool } from './durable/engine-pool.js';
import { handleEvent } from './handle-event.js';
import { retireJobs } from './durable/retire-jobs.js';
import { lastDue } from './durable/last-due.js';
import type { Log, WorkflowPorts } from './ports.js';
import { importHistoryDurably } from './history/import-history.js';
import { indexEvent } from './history/index-event.js';
import { followPeople } from './pulls/follow-people.js';
import { learnFromPull } from './learning/learn-from-pull.js';
import { mapProject } from './learning/map-project.js';
import { readWorkflowFiles } from './files/read-workflow-files.js';
import { reviewDiff } from './diffs/review-diff.js';
import { runReplay } from './replays/run-replay.js';
import { purgeGraph } from './scans/purge-graph.js';
import { UnderWay } from './durable/under-way.js';
import { scanRepository } from './scans/scan-repository.js';
import { runDefinition } from './executions/run-definition.js';
import { tellEnd } from './executions/tell-end.js';
import { runWorkflow } from './run-workflow.js';
import { settleRun } from './settle-run.js';
import { giveAllBack, giveBack, idleWork } from './durable/takeover.js';

/** Raised only when a change of the workflows' code cannot go on with runs that an older version began. */
const WORKFLOW_VERSION = '1';
const MAX_RECOVERY_ATTEMPTS = 3;

export interface EngineSettings {
  url: string;
  /** Connections of the engine in this process. */
  poolSize: number;
  /** Off in tests: polling is quick there. */
  listen: boolean;
}

export interface Engine {
  executorId: string;
  /**
   * Queues each job for the last time it was due, once for that time whoever calls. For workers that do not live
   * around the clock: a schedule fires only where one is up at that moment.
   */
  catchUp(now: Date): Promise<void>;
  /** Gives back what the queues count as taken by this process, and it does not run. Returns the ids. */
  giveBackUnheard(): Promise<string[]>;
  /** Lets running steps end, then gives back what is left, so that another worker goes on at once. */
  stop(): Promise<void>;
}

export type ScheduledJob = { name: string; cron: string; run: () => Promise<unknown> };

/**
 * Starts the durable engine in this process: from here on it takes work from the queues. One per process. Jobs run
 * once per time in the whole installation, one after the other.
 */
export async function startEngine(
  ports: WorkflowPorts,
  settings: EngineSettings,
  jobs: readonly ScheduledJob[] = [],
): Promise<Engine> {
  const executorId = randomUUID();
  const pool = createEnginePool({ ...settings, executorId, log: ports.log });
  DBOS.setConfig({
    name: 'nectr',
    systemDatabaseUrl: settings.url,
    systemDatabasePool: pool,
    executorID: executorId,
    applicationVersion: WORKFLOW_VERSION,
    runMigrations: false,
    useListenNotify: settings.listen,
    logger: engineLog(ports.log),
  });
  const config = { maxRecoveryAttempts: MAX_RECOVERY_ATTEMPTS };
  const underWay = new UnderWay(ports.timings.silence);
  const register = <A extends unknown[], R>(name: string, work: (...parameters: A) => Promise<R>) =>
    DBOS.registerWorkflow((...parameters: A) => underWay.during(DBOS.workflowID ?? '', () => work(...parameters)), {
      name,
      ...config,
    });
  const thenIndexed = <R>(work: Promise<R>): Promise<R> => work.finally(() => ports.memoriesChanged());
  register('handle_event', (eventId: string) => thenIndexed(handleEventDurably(ports, eventId)));
  register('run_workflow', (executionId: string) => thenIndexed(runWorkflow(ports, executionId)));
  register('settle_run', (executionId: string) => settleRun(ports, executionId));
  register('follow_people', (pullRequestId: string) => followPeople(ports, pullRequestId));
  register('scan_repository', (scanId: number) => scanRepository(ports, scanId));
  register('import_history', (scanId: number) => importHistoryDurably(ports, scanId));
  register('index_event', (eventId: string, repositoryId: number) => indexEvent(ports, eventId, repositoryId));
  register('learn_from_pull', (pullRequestId: string) => learnFromPull(ports, pullRequestId));
  register('map_project', (scanId: number) => mapProject(ports, scanId));
  register('run_definition', (engineId: string) => runDefinition(ports, engineId));
  register('tell_end', (engineId: string) => tellEnd(ports, engineId));
  register('read_workflow_files', (repositoryId: number, sha: string) => readWorkflowFiles(ports, repositoryId, sha));
  register('review_diff', (diffReviewId: string) => reviewDiff(ports, diffReviewId));
  register('run_replay', (replayId: string) => runReplay(ports, replayId));
  register('purge_graph', (installationId: number, repoId: number | null) => purgeGraph(ports, installationId, repoId));
  const schedules = jobs.map((job) => ({
    scheduleName: job.name,
    schedule: job.cron,
    queueName: 'maintenance',
    workflowFn: register(job.name, async (_at: Date, _context: unknown) => {
      await DBOS.runStep(() => runJob(ports.log, job), { name: job.name });
    }),
  }));
  if (jobs.length > 0) {
    await retireJobs(
      ports,
      jobs.map(({ name }) => name),
    );
  }
  await DBOS.launch();
  if (schedules.length > 0) await DBOS.applySchedules(schedules);
  return {
    executorId,
    catchUp: async (now) => {
      for (const { name, cron } of jobs) {
        const due = lastDue(cron, now).getTime();
        await DBOS.backfillSchedule(name, new Date(due - 1000), new Date(due + 1000));
      }
    },
    giveBackUnheard: async () => {
      const idle = await idleWork(ports.source, executorId, ports.timings.silence);
      const ids = await giveBack(ports.source, executorId, underWay.unheard(idle));
      if (ids.length > 0) ports.log.warn({ workflows: ids }, 'gave back work that this worker never heard of');
      return ids;
    },
    stop: async () => {
      await DBOS.shutdown({ workflowCompletionTimeoutMS: ports.timings.shutdown, deregister: true });
      await pool.end();
      await giveAllBack(ports.source, executorId);
    },
  };
}

function handleEventDurably(ports: WorkflowPorts, eventId: string): Promise<unknown> {
  return DBOS.runStep(() => handleEvent(ports, eventId), {
    name: 'handle event',
    retriesAllowed: true,
    maxAttempts: 5,
    intervalSeconds: (ports.timings.retries[0] ?? 1000) / 1000,
    backoffRate: 2,
  });
}

/** A failing job is logged and comes again at its next time; it never stops the others. */
async function runJob(log: Log, job: ScheduledJob): Promise<void> {
  try {
    const result = await job.run();
    log.info({ job: job.name, result }, 'job done');
  } catch (error) {
    log.error({ err: error, job: job.name }, 'job failed');
  }
}

/** While PostgreSQL is away the engine warns dozens of times a second: one line a second is enough. */
function engineLog(log: Log) {
  let last = { text: '', at: 0 };
  const limited = (level: 'warn' | 'error') => (entry: unknown) => {
    const text = entry instanceof Error ? entry.message : String(entry);
    if (text === last.text && Date.now() - last.at < 1000) return;
    last = { text, at: Date.now() };
    log[level]({ workflowId: DBOS.workflowID }, text);
  };
  const quiet = (entry: unknown) => log.debug({ workflowId: DBOS.workflowID }, String(entry));
  return { info: quiet, debug: quiet, warn: limited('warn'), error: limited('error') };
}
