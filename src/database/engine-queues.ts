/**
 * The engine's queues (behaviour.md, "Queues"): events are independent of each other, runs are serial for each pull
 * request, maintenance is one after the other. Scans and histories are serial for each installation, of which the
 * engine asks in any order, so that they take turns; what events change in the graph is serial for each repository.
 * Those that wait for GitHub keep their place in a queue: its width bounds no work, for which a worker has slots. What
 * removes from the graph never waits for what reads into it. What is learned is serial for each installation, and
 * little of it at a time: nobody waits for it. Replays are serial for each installation, too: reviews go first. Runs of
 * definitions are let in by their own rules before they are queued (`admit-executions.ts`).
 *
 * Each worker asks every queue for work once in `minPollingIntervalMs`, with nothing to do as well, and one serial by a
 * key costs PostgreSQL 2 to 3 ms each time (`npm run bench idle`): often where an answer is waited for or one piece of
 * work follows another, seldom where neither is.
 */
export const engineQueues = {
  events: { workerConcurrency: 8, minPollingIntervalMs: 100 },
  runs: { partitionConcurrency: 1, workerConcurrency: 96, minPollingIntervalMs: 200 },
  executions: { workerConcurrency: 96, minPollingIntervalMs: 100 },
  scans: { partitionConcurrency: 1, workerConcurrency: 64, minPollingIntervalMs: 300 },
  histories: { partitionConcurrency: 1, workerConcurrency: 64, minPollingIntervalMs: 300 },
  indexes: { partitionConcurrency: 1, workerConcurrency: 96, minPollingIntervalMs: 500 },
  learning: { partitionConcurrency: 1, workerConcurrency: 8, minPollingIntervalMs: 1000 },
  replays: { partitionConcurrency: 1, workerConcurrency: 8, minPollingIntervalMs: 1000 },
  purges: { workerConcurrency: 2, minPollingIntervalMs: 1000 },
  maintenance: { globalConcurrency: 1, minPollingIntervalMs: 1000 },
} as const;

export type QueueName = keyof typeof engineQueues;
