/**
 * The engine's queues (behaviour.md, "Queues"): events are independent of each other, runs are serial for each pull
 * request, maintenance is one after the other.
 */
export const engineQueues = {
  events: { workerConcurrency: 8 },
  runs: { partitionConcurrency: 1, workerConcurrency: 96 },
  maintenance: { globalConcurrency: 1 },
} as const;

export type QueueName = keyof typeof engineQueues;
