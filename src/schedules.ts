import type { DataSource } from 'typeorm';
import { ensurePartitions } from './operations/partitions.js';
import { purge } from './operations/retention.js';
import type { ScheduledJob } from './workflows/engine.js';

/** What is done by the clock (UTC), once for all workers together. */
export function scheduledJobs(source: DataSource): ScheduledJob[] {
  return [
    { name: 'purge_old_rows', cron: '0 2 * * *', run: () => purge(source) },
    { name: 'ensure_log_partitions', cron: '30 1 * * *', run: () => ensurePartitions(source, new Date()) },
  ];
}
