import { DBOS } from '@dbos-inc/dbos-sdk';
import { durableStep, outsideSlots, scanSlots } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { requestMap } from '../learning/map-project.js';
import { requestHistory } from '../history/request-history.js';
import { retryTransient } from '../durable/retry-transient.js';
import { requestWorkflowFiles } from '../files/request-workflow-files.js';
import type { WorkflowPorts } from '../ports.js';
import { makeRoom } from './make-room.js';
import { planScan, type ScanPlan } from './plan-scan.js';
import { claimScan, endScan, readScan, type ScanEnd, type ScanRecord } from './scan-record.js';
import { scanEndOf } from './scan-end-of.js';
import { graphKey } from './scan-target.js';
import { watchScan } from './watch-scan.js';
import { writeGraph, type Written } from './write-graph.js';
import { isForgotten } from './is-forgotten.js';

/**
 * One scan of one repository. Called by the engine, again after a crash: what was written of its version is written
 * again, and nobody sees it before its end. It ends completed, failed with a reason that says what to do, or cancelled
 * because something newer came, the repository is not served any more, or it was forgotten.
 */
export async function scanRepository(ports: WorkflowPorts, scanId: number): Promise<void> {
  const scan = await retryTransient(ports.timings, () => claimScan(ports.source, scanId));
  if (scan === null) return tidyUp(ports, await readScan(ports.source, scanId));
  const { id, fullName: repository, kind, reason } = scan;
  ports.log.info({ scan: id, repository, kind, reason }, 'scan begins');
  const watch = watchScan(ports.source, id, ports.timings.watch);
  let end: ScanEnd;
  try {
    end = await read(ports, scan, watch.signal);
  } catch (error) {
    if (isEngineControl(error)) throw error;
    end = scanEndOf(error);
    if (end.status === 'failed') ports.log.error({ err: error, scan: id, repository }, 'a scan failed');
  } finally {
    watch.end();
  }
  await inStep('finish', () => endScan(ports.source.manager, id, end));
  ports.log.info({ scan: id, repository, status: end.status, why: end.reason, ...end.details }, 'scan ended');
  await tidyUp(ports, scan);
  if (end.status !== 'completed') return;
  await askForHistory(ports, scan);
  await askForMap(ports, scan);
}

/** What happened before comes once, after the first scan. */
async function askForHistory(ports: WorkflowPorts, scan: ScanRecord): Promise<void> {
  await inStep('ask for history', async () => {
    try {
      const known = await ports.graph.repository(graphKey(scan));
      if (known?.historyImportedAt !== null) return;
      await ports.source.transaction((manager) => requestHistory(manager, scan.repositoryId));
    } catch (error) {
      if (isEngineControl(error)) throw error;
      ports.log.warn({ err: error, scan: scan.id }, 'the history is asked for by the hour');
    }
  });
}

/** Code and documents may say something else now of what the repository is. */
async function askForMap(ports: WorkflowPorts, scan: ScanRecord): Promise<void> {
  await inStep('ask for a map', async () => {
    try {
      await ports.source.transaction((manager) => requestMap(manager, scan));
    } catch (error) {
      if (isEngineControl(error)) throw error;
      ports.log.warn({ err: error, scan: scan.id }, 'the project map is made after the next scan');
    }
  });
}

async function read(ports: WorkflowPorts, scan: ScanRecord, signal: AbortSignal): Promise<ScanEnd> {
  const plan = await durableStep(outsideSlots(ports), 'plan scan', signal, () => planWithFiles(ports, scan));
  if (plan.kind === 'nothing') {
    await inStep('show', () => showScanned(ports, scan, plan, null));
    return { status: 'completed', reason: null, details: { read: 'nothing' } };
  }
  await inStep('note commit', () => ports.source.query('UPDATE scans SET sha = $2 WHERE id = $1', [scan.id, plan.sha]));
  const written = await durableStep(scanSlots(ports, scan), 'write graph', signal, () =>
    writeGraph(ports, scan, plan, signal),
  );
  await inStep('show', () => showScanned(ports, scan, plan, written));
  const { kind, tiers, withoutGrammar, leftOut, symbolsDropped } = written;
  const details = {
    read: kind,
    tiers,
    without_grammar: withoutGrammar,
    left_out: leftOut,
    ...(symbolsDropped === null ? {} : { symbols_dropped: symbolsDropped }),
  };
  return { status: 'completed', reason: null, details };
}

/** A repository that is read for the first time, or anew, may have workflows that no push told us of. */
async function planWithFiles(ports: WorkflowPorts, scan: ScanRecord): Promise<ScanPlan> {
  const plan = await planScan(ports, scan);
  const { sha } = plan;
  if (scan.kind === 'full' && sha !== null) {
    const asked = { key: `scan:${scan.id}`, repositoryId: scan.repositoryId, sha };
    await ports.source.transaction((manager) => requestWorkflowFiles(manager, asked));
  }
  return plan;
}

/** Our rows follow the graph. */
async function showScanned(
  { source }: WorkflowPorts,
  scan: ScanRecord,
  { sha }: ScanPlan,
  written: Written | null,
): Promise<void> {
  await source.transaction(async (manager) => {
    await manager.query(
      `UPDATE scans SET sha = $2, kind = COALESCE($3, kind), files_read = COALESCE($4, files_read),
              files_total = COALESCE($4, files_total), symbols = COALESCE($5, symbols), edges = COALESCE($6, edges)
        WHERE id = $1 AND status = 'running'`,
      [scan.id, sha, written?.kind ?? null, written?.files ?? null, written?.symbols ?? null, written?.edges ?? null],
    );
    await manager.query(
      `UPDATE repositories SET scanned_at = now() WHERE id = $1 AND is_active
          AND EXISTS (SELECT FROM scans WHERE id = $2 AND status = 'running')`,
      [scan.repositoryId, scan.id],
    );
  });
}

/**
 * After any end: versions that nobody sees go. Who was removed or forgotten while this one wrote is removed once more,
 * because the removal may have come first. A store that is away is told; the daily removal comes again.
 */
async function tidyUp(ports: WorkflowPorts, scan: ScanRecord | null): Promise<void> {
  if (scan === null) return;
  const { graph, log } = ports;
  const key = graphKey(scan);
  await inStep('tidy up', async () => {
    try {
      if (await isForgotten(ports.source, scan.repositoryId)) {
        const removed = await graph.purge(key);
        if (removed > 0) log.info({ scan: scan.id, repository: scan.fullName, removed }, 'removed what came too late');
        return;
      }
      const seen = await graph.repository(key);
      if (seen !== null) await graph.dropOldScans(key, seen.scan);
      await makeRoom(ports);
    } catch (error) {
      if (isEngineControl(error)) throw error;
      log.warn({ err: error, scan: scan.id }, 'what a scan left behind stays until the next one');
    }
  });
}

async function inStep(name: string, work: () => Promise<unknown>): Promise<void> {
  await DBOS.runStep(
    async () => {
      await work();
    },
    { name, retriesAllowed: true, maxAttempts: 5 },
  );
}
