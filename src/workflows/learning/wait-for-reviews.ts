import { DBOS } from '@dbos-inc/dbos-sdk';
import type { WorkflowPorts } from '../ports.js';

/** Looks after which it goes on all the same: an installation may never be quiet. */
const MOST_LOOKS = 20;

/** Reviews come first: sleeps durably while one of the installation runs or waits, for a while. */
export async function waitForReviews(
  { source, timings }: Pick<WorkflowPorts, 'source' | 'timings'>,
  installationId: number,
): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const isBusy = await DBOS.runStep(
      async () => {
        const rows: unknown[] = await source.query(
          `SELECT FROM workflow_runs
            WHERE installation_id = $1 AND status IN ('pending', 'running') AND workflow_version IS NULL LIMIT 1`,
          [installationId],
        );
        return rows.length > 0;
      },
      { name: 'reviews at work', retriesAllowed: true, maxAttempts: 5 },
    );
    if (!isBusy) return;
    await DBOS.sleep(Math.min(timings.settle, timings.longestSleep));
  }
}
