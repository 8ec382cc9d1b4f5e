import { DBOS } from '@dbos-inc/dbos-sdk';
import { z } from 'zod';
import { jsonText } from '../../database/json-text.js';
import { GitHubLimitedError } from '../../github/client/github-error.js';
import { readPastPulls } from '../../github/read/read-past-pulls.js';
import { importHistory, type HistoryProgress } from '../../graph/history/import-history.js';
import { readVerdicts } from '../../ledger/read-verdicts.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { durableStep, outsideSlots } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { retryTransient } from '../durable/retry-transient.js';
import type { WorkflowPorts } from '../ports.js';
import { claimScan, endScan, type ScanEnd, type ScanRecord } from '../scans/scan-record.js';
import { scanEndOf } from '../scans/scan-end-of.js';
import { graphKey } from '../scans/scan-target.js';
import { watchScan } from '../scans/watch-scan.js';
import { historyReader } from './history-reader.js';

const Progress = z.object({
  history: z.object({
    phase: z.enum(['open', 'merged']),
    after: z.string().nullable(),
    read: z.number(),
    inPhase: z.number(),
    total: z.number().nullable(),
  }),
});

/**
 * One import of one repository's history, as a row of `scans`. Called by the engine, again after a crash: it goes on at
 * the page that was not stored yet. Half of the hour's GraphQL points are left to reviews: it sleeps durably until
 * there are new ones, as it does at a limit of GitHub.
 */
export async function importHistoryDurably(ports: WorkflowPorts, scanId: number): Promise<void> {
  const scan = await retryTransient(ports.timings, () => claimScan(ports.source, scanId));
  if (scan === null) return;
  const { id, fullName: repository } = scan;
  const watch = watchScan(ports.source, id, ports.timings.watch);
  let end: ScanEnd;
  try {
    const { read } = await durableStep(outsideSlots(ports), 'import history', watch.signal, () =>
      goOn(ports, scan, watch.signal),
    );
    end = { status: 'completed', reason: null, details: { pulls: read } };
  } catch (error) {
    if (isEngineControl(error)) throw error;
    end = scanEndOf(error);
    if (end.status === 'failed') ports.log.error({ err: error, scan: id, repository }, 'a history was not imported');
  } finally {
    watch.end();
  }
  await DBOS.runStep(() => endScan(ports.source.manager, id, end), {
    name: 'finish',
    retriesAllowed: true,
    maxAttempts: 5,
  });
  ports.log.info({ scan: id, repository, status: end.status, why: end.reason, ...end.details }, 'history import ended');
}

async function goOn(ports: WorkflowPorts, scan: ScanRecord, signal: AbortSignal): Promise<{ read: number }> {
  const { source, graph } = ports;
  const { octokit, target } = await historyReader(ports, scan);
  const rows: { details: unknown }[] = await source.query('SELECT details FROM scans WHERE id = $1', [scan.id]);
  const result = await importHistory(
    {
      graph: {
        // What people wrote is stored without its credentials.
        indexPulls: (repository, pulls) => graph.indexPulls(repository, maskValues(pulls)),
        finishHistory: (repository, at) => graph.finishHistory(repository, at),
      },
      readPage: (asked) => readPastPulls(octokit, target, asked),
      verdicts: (numbers) => readVerdicts(source, scan.repositoryId, numbers),
      save: async (progress) => {
        await save(ports, scan, progress);
        ports.reached('mid-history');
      },
      now: () => new Date(),
    },
    {
      repository: graphKey(scan),
      most: ports.historyPulls,
      progress: Progress.safeParse(rows[0]?.details).data?.history ?? null,
      signal,
    },
  );
  if ('done' in result) return { read: result.done.read };
  ports.log.info({ scan: scan.id, until: result.pausedUntil }, 'half of the GraphQL points are left to reviews');
  throw new GitHubLimitedError(result.pausedUntil);
}

async function save({ source }: WorkflowPorts, scan: ScanRecord, progress: HistoryProgress): Promise<void> {
  await source.query(
    `UPDATE scans SET phase = 'history', files_total = $2, files_read = $3, details = details || $4::jsonb
      WHERE id = $1 AND status = 'running'`,
    [scan.id, progress.total, progress.read, jsonText({ history: progress })],
  );
}
