import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { registerSecret } from './access/redact.js';
import { createClaude } from './claude/create-claude.js';
import type { AppConfig, Config } from './config.js';
import { createDataSource } from './database/data-source.js';
import { appOctokit } from './github/client/app-octokit.js';
import type { CallObserver } from './github/client/count-calls.js';
import { downloadTarball } from './github/read/download-tarball.js';
import { GitHubTerminalError } from './github/client/github-error.js';
import { installationOctokit, type Octokit } from './github/client/installation-octokit.js';
import type { OwnIdentity } from './github/client/own-identity.js';
import { readApp } from './github/read/read-app.js';
import type { PullTarget } from './github/client/target.js';
import { markSuspended } from './installations/mark-suspended.js';
import { openSnapshot } from './snapshot/open-snapshot.js';
import { readTarball } from './snapshot/read-tarball.js';
import type { Snapshot } from './snapshot/types.js';
import type { Barrier } from './test-switches.js';
import type { Log, WorkflowPorts } from './workflows/ports.js';
import { createReviewMemory } from './workflows/durable/review-memory.js';
import { createSemaphore } from './workflows/durable/semaphore.js';
import type { Timings } from './workflows/durable/timings.js';

/** Steps that work at the same time in one worker; more runs than these wait between their steps. */
const STEPS_AT_WORK = 4;

export interface ServiceSettings {
  config: Config & { app: AppConfig };
  /** The database, already migrated. */
  url: string;
  secretKeys: readonly [string, ...string[]];
  /** Where snapshots are kept. */
  dataFolder: string;
  timings: Timings;
  log: Log;
  reached?: (barrier: Barrier) => void;
  /** Hears of every call to GitHub. */
  observe?: CallObserver;
  /** Connections to the database; 6 and 10 unless told. */
  pools?: { app: number; engine: number };
}

export interface Services {
  source: DataSource;
  ports: WorkflowPorts;
  close(): Promise<void>;
}

/** Where the snapshots of a data folder lie. */
export function snapshotFolder(dataFolder: string): string {
  return join(dataFolder, 'snapshots');
}

/** The address of GitHub's REST API for a configuration. */
export function githubApiUrl({ gheHost, GHE_PROTOCOL }: Pick<Config, 'gheHost' | 'GHE_PROTOCOL'>): string {
  return gheHost === null ? 'https://api.github.com' : `${GHE_PROTOCOL}://${gheHost}/api/v3`;
}

/** Puts the parts of the worker together: the only place where everything meets. Throws if the database is away. */
export async function createServices(settings: ServiceSettings): Promise<Services> {
  const { config, url, secretKeys, log, timings } = settings;
  for (const secret of [config.app.privateKey, ...config.app.webhookSecrets, ...secretKeys]) registerSecret(secret);
  if (config.claude !== null) registerSecret(config.claude.apiKey);
  const source = createDataSource({ url, poolSize: settings.pools?.app ?? 6, applicationName: 'nectr worker' });
  await source.initialize();
  const reached = settings.reached ?? (() => undefined);
  return {
    source,
    ports: {
      source,
      log,
      timings,
      github: githubPort(config, log, reached, {
        observe: settings.observe,
        suspended: (installationId) => markSuspended(source, installationId),
      }),
      claude: config.claude === null ? null : createClaude(config.claude),
      claudeBudgets: config.claude?.budgets ?? null,
      parallelAgents: config.claude?.parallel ?? false,
      openSnapshot: snapshotPort(snapshotFolder(settings.dataFolder)),
      markerKeys: markerKeys(secretKeys),
      atWork: createSemaphore(STEPS_AT_WORK),
      reviewMemory: createReviewMemory(),
      reached,
    },
    close: () => source.destroy(),
  };
}

function githubPort(
  config: Config & { app: AppConfig },
  log: Log,
  reached: (barrier: Barrier) => void,
  { observe, suspended }: { observe: CallObserver | undefined; suspended(installationId: number): Promise<void> },
): WorkflowPorts['github'] {
  const baseUrl = githubApiUrl(config);
  const { appId, privateKey } = config.app;
  const web = config.gheHost === null ? 'https://github.com' : `${config.GHE_PROTOCOL}://${config.gheHost}`;
  const octokitLog = { warn: (text: string) => log.warn({}, text), error: (text: string) => log.error({}, text) };
  const asApp = appOctokit({ appId, privateKey, baseUrl, observe });
  let self: Promise<OwnIdentity> | null = null;
  return {
    octokit: async (scope) => {
      const octokit = await installationOctokit({ appId, privateKey, baseUrl, log: octokitLog, observe }, scope).catch(
        async (error: unknown) => {
          if (error instanceof GitHubTerminalError && error.reason === 'suspended')
            await suspended(scope.installationId);
          throw error;
        },
      );
      octokit.hook.after('request', (_, { method, url }) => {
        if (method === 'POST' && url.endsWith('/pulls/{pull_number}/reviews')) reached('after-pending');
        if (method === 'POST' && url.endsWith('/reviews/{review_id}/events')) reached('after-submit');
      });
      return octokit;
    },
    self: () => {
      self ??= readApp(asApp)
        .then(({ slug }) => ({ appSlug: slug }))
        .catch((error: unknown) => {
          self = null;
          throw error;
        });
      return self;
    },
    repositoryUrl: (fullName) => `${web}/${fullName}`,
  };
}

function snapshotPort(cacheFolder: string) {
  return async (octokit: Octokit, target: PullTarget, sha: string): Promise<Snapshot> => {
    const folder = join(cacheFolder, String(target.repositoryId));
    const known = await openSnapshot(folder, sha);
    return known ?? readTarball(await downloadTarball(octokit, target, sha), { sha, cacheFolder: folder });
  };
}

/** Keys of their own for markers, so that no marker helps against what else the secret key protects. */
function markerKeys([first, ...rest]: readonly [string, ...string[]]): readonly [Buffer, ...Buffer[]] {
  const derive = (key: string) => Buffer.from(hkdfSync('sha256', key, '', 'nectr marker v1', 32));
  return [derive(first), ...rest.map(derive)];
}
