import type { QueueState } from '../../operations/queue-age.js';
import { columns } from '../columns.js';

/** The queues for people: a line each. Pure. */
export function renderQueues(queues: readonly QueueState[]): string {
  if (queues.length === 0) return 'Nothing waits or runs in the queues.\n';
  const rows = queues.map(({ queue, waiting, running, oldestSeconds }) => [
    queue,
    String(waiting),
    String(running),
    `${Math.round(oldestSeconds)} s`,
  ]);
  return columns([['queue', 'waiting', 'running', 'oldest waits'], ...rows]);
}
