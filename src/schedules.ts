import type { AppConfig, Config } from './config.js';
import { appOctokit } from './github/client/app-octokit.js';
import type { CallObserver } from './github/client/count-calls.js';
import { listDeliveries, redeliver } from './github/read/list-deliveries.js';
import { listInstallations } from './github/read/list-installations.js';
import { splitFullName } from './github/client/split-full-name.js';
import { listOpenPulls } from './github/read/list-open-pulls.js';
import { readInstallationRepositories } from './github/read/read-installation-repositories.js';
import { reconcileDeliveries } from './inbox/reconcile-deliveries.js';
import { checkIntegrations } from './integrations/services/check-integrations.js';
import { createRecorder } from './inbox/record-events.js';
import { sweepPulls } from './inbox/sweep-pulls.js';
import { purgeInstallations } from './installations/purge-installations.js';
import { syncInstallations } from './installations/sync-installations.js';
import { reconcileAll } from './memory/mem0/reconcile-index.js';
import { syncIndex, type SyncPorts } from './memory/mem0/sync-index.js';
import { ensurePartitions } from './operations/partitions.js';
import { refreshReviewDaily } from './operations/refresh-review-daily.js';
import { defaultRetention, purge } from './operations/retention.js';
import { githubApiUrl } from './services.js';
import type { ScheduledJob } from './workflows/engine.js';
import { freeStoppedPulls } from './workflows/events/review-after-budget.js';
import { countAllDecisions } from './workflows/learning/count-all-decisions.js';
import { askForMissing } from './workflows/scans/ask-for-missing.js';
import { endWorkOf } from './workflows/scans/end-work-of.js';
import { purgeLeftovers } from './workflows/scans/purge-leftovers.js';
import { requestScans } from './workflows/scans/request-scans.js';
import type { CallPaces } from './workflows/durable/call-paces.js';
import type { WorkflowPorts } from './workflows/ports.js';

/** What is done by the clock (UTC), once for all workers together; the times are those of behaviour.md. */
export function scheduledJobs(
  config: Config & { app: AppConfig },
  { source, github, graph, memoryIndex, claudeBudgets, allowedPrivateHosts, log }: WorkflowPorts,
  {
    secretKeys,
    observe,
    paces,
  }: {
    secretKeys: readonly [string, ...string[]];
    observe?: CallObserver | undefined;
    paces: Pick<CallPaces, 'asApp'>;
  },
): ScheduledJob[] {
  const { appId, privateKey } = config.app;
  const octokit = appOctokit({ appId, privateKey, baseUrl: githubApiUrl(config), observe, pace: paces.asApp });
  return [
    {
      name: 'reconcile_deliveries',
      cron: '*/5 * * * *',
      run: () =>
        reconcileDeliveries({
          source,
          listDeliveries: (since) => listDeliveries(octokit, since),
          redeliver: (id) => redeliver(octokit, id),
          now: new Date(),
        }),
    },
    {
      name: 'sync_installations',
      cron: '15 4 * * *',
      run: () =>
        syncInstallations({
          source,
          listInstallations: () => listInstallations(octokit),
          listRepositories: async (installationId) =>
            readInstallationRepositories(
              await github.octokit({ installationId, repositoryIds: [], permissions: { metadata: 'read' } }),
            ),
          endRuns: endWorkOf,
          // Their pushes were not delivered meanwhile.
          resumed: (manager, repositoryIds) =>
            requestScans(manager, { repositoryIds, kind: 'push', reason: 'unsuspended' }),
        }),
    },
    {
      name: 'sweep_open_pulls',
      cron: '*/10 * * * *',
      run: () =>
        sweepPulls({
          source,
          recorder: createRecorder({ source, isWanted: () => true }),
          listOpenPulls: async ({ githubInstallationId, githubRepoId, fullName }) => {
            const scope = { installationId: githubInstallationId, repositoryIds: [githubRepoId] };
            const reader = await github.octokit({ ...scope, permissions: { pull_requests: 'read' } });
            return listOpenPulls(reader, splitFullName(fullName));
          },
          now: new Date(),
        }),
    },
    {
      name: 'purge_uninstalled',
      cron: '45 * * * *',
      run: () => purgeInstallations({ source, graph, memoryIndex, log }),
    },
    ...(claudeBudgets === null
      ? []
      : [
          {
            name: 'review_after_budget',
            cron: '*/5 * * * *',
            run: () => freeStoppedPulls(source, claudeBudgets),
          },
        ]),
    {
      name: 'check_integrations',
      cron: '*/5 * * * *',
      run: () => checkIntegrations({ source, secretKeys, allowedPrivateHosts, log }),
    },
    { name: 'purge_graph_leftovers', cron: '30 3 * * *', run: () => purgeLeftovers({ source, graph }) },
    {
      name: 'scan_unscanned',
      cron: '20 * * * *',
      run: () => askForMissing({ source, graph, log }, { failedHours: 24, signal: new AbortController().signal }),
    },
    { name: 'purge_old_rows', cron: '0 2 * * *', run: () => purge(source, defaultRetention, config.archiveFolder) },
    { name: 'refresh_review_daily', cron: '5 * * * *', run: () => refreshReviewDaily(source) },
    { name: 'list_decisions', cron: '10 4 * * *', run: () => countAllDecisions({ source, graph }) },
    { name: 'ensure_log_partitions', cron: '30 1 * * *', run: () => ensurePartitions(source, new Date()) },
    ...(memoryIndex === null ? [] : indexJobs({ source, index: memoryIndex, log })),
  ];
}

function indexJobs(ports: SyncPorts): ScheduledJob[] {
  return [
    {
      name: 'sync_memory_index',
      cron: '*/5 * * * *',
      run: () => syncIndex(ports, new AbortController().signal),
    },
    {
      name: 'reconcile_memory_index',
      cron: '50 3 * * *',
      run: () => reconcileAll(ports, new AbortController().signal),
    },
  ];
}
