import type { DataSource } from 'typeorm';
import { deriveKey } from './access/derive-key.js';
import { registerSecret } from './access/redact.js';
import { endSessionsOf } from './access/sessions/end-sessions.js';
import { watchModel } from './claude/watch-model.js';
import { secretsOfProvider } from './claude/providers/provider.js';
import type { AppConfig, Config } from './config.js';
import { createDataSource } from './database/data-source.js';
import { appOctokit } from './github/client/app-octokit.js';
import type { CallObserver } from './github/client/count-calls.js';
import { downloadTarball } from './github/read/download-tarball.js';
import { GitHubTerminalError } from './github/client/github-error.js';
import { installationOctokit } from './github/client/installation-octokit.js';
import { jobTokens } from './github/client/job-tokens.js';
import type { OwnIdentity } from './github/client/own-identity.js';
import { readApp } from './github/read/read-app.js';
import { keepPreparing } from './graph/keep-preparing.js';
import { openGraph } from './graph/open-graph.js';
import { createIntegrations } from './integrations/services/connected.js';
import { createSurroundings } from './integrations/surroundings.js';
import { forgetModelRefusal, noteModelRefusal } from './operations/model-refusal.js';
import { openSecrets } from './workflows/secrets/stored-secrets.js';
import { createSymbolThread } from './graph/symbols/thread/symbol-thread.js';
import { markSuspended } from './installations/mark-suspended.js';
import { servedRepositories } from './installations/served-repositories.js';
import { createSnapshotCache, type SnapshotCache } from './snapshot/snapshot-cache.js';
import { keepIndex } from './memory/mem0/keep-index.js';
import { openMem0 } from './memory/mem0/open-mem0.js';
import { snapshotFolder } from './snapshot/snapshot-folder.js';
import { spareThread } from './review/analyzers/pool.js';
import type { LossCause } from './review/analyzers/thread-share.js';
import type { Barrier } from './test-switches.js';
import type { Log, WorkflowPorts } from './workflows/ports.js';
import { createTurnSlots, type SlotSettings } from './turns/turn-slots.js';
import { createWorkSlots } from './turns/work-slots.js';
import { createCallPaces, type CallPaces } from './workflows/durable/call-paces.js';
import { createReviewMemory } from './workflows/durable/review-memory.js';
import type { Timings } from './workflows/durable/timings.js';
import { endScans } from './workflows/scans/end-scans.js';

/** Steps that compute at the same time in one worker, and those that have begun: each holds what it has read. */
const STEPS: { atWork: SlotSettings; begun: SlotSettings } = {
  atWork: { slots: 4, slotsOfOne: 3 },
  begun: { slots: 16, slotsOfOne: 8 },
};
/** Requests to Claude that one worker has under way at the same time. */
const REQUESTS: SlotSettings = { slots: 8, slotsOfOne: 6 };
/** Repositories that one worker reads at the same time, which leaves the machine to the reviews. */
const SCANS: SlotSettings = { slots: 2, slotsOfOne: 1 };
/** Events that one worker brings to the graph at the same time. */
const INDEXES: SlotSettings = { slots: 4, slotsOfOne: 3 };
/** A write whose turn is further away than this is not waited for inside of a step, in writes. */
const LONGEST_WAIT = 5;
/** Milliseconds that a piece of a scan waits for reviews that need all threads; then it is read all the same. */
const LONGEST_YIELD = 2000;

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
  /** Told of each analyzer thread that is thrown away; it is logged without that. */
  threadLost?(cause: LossCause): void;
  /** Connections to the database; 6 and 10 unless told. */
  pools?: { app: number; engine: number };
}

export interface Services {
  source: DataSource;
  ports: WorkflowPorts;
  /** The paces at which GitHub is called. */
  paces: CallPaces;
  /** This machine's snapshots. */
  snapshots: SnapshotCache;
  close(): Promise<void>;
}

/** The address of GitHub's REST API for a configuration. */
export function githubApiUrl({ gheHost, GHE_PROTOCOL }: Pick<Config, 'gheHost' | 'GHE_PROTOCOL'>): string {
  return gheHost === null ? 'https://api.github.com' : `${GHE_PROTOCOL}://${gheHost}/api/v3`;
}

/** Puts the parts of the worker together: the only place where everything meets. Throws if the database is away. */
export async function createServices(settings: ServiceSettings): Promise<Services> {
  const { config, url, secretKeys, log, timings } = settings;
  for (const secret of [config.app.privateKey, ...config.app.webhookSecrets, ...secretKeys]) registerSecret(secret);
  if (config.claude !== null) secretsOfProvider(config.claude.provider).forEach(registerSecret);
  if (config.neo4j !== null) registerSecret(config.neo4j.password);
  if (config.mem0 !== null) registerSecret(config.mem0.apiKey);
  for (const { token } of config.mcpServers) if (token !== null) registerSecret(token);
  const source = createDataSource({
    scope: 'system',
    url,
    poolSize: settings.pools?.app ?? 6,
    applicationName: 'nectr worker',
  });
  await source.initialize();
  const graph = await openGraph(config, source);
  const [endPreparing, memoryIndex] = await Promise.all([keepPreparing(graph, { log }), openMemoryIndex(config, log)]);
  const keeper = memoryIndex === null ? null : keepIndex({ source, index: memoryIndex, log });
  const symbols = createSymbolThread({ spare: () => spareThread(LONGEST_YIELD) });
  const reached = settings.reached ?? (() => undefined);
  const { atWork, aside } = createWorkSlots(STEPS);
  const requests = createTurnSlots(REQUESTS);
  const scans = createTurnSlots(SCANS);
  const indexes = createTurnSlots(INDEXES);
  const intervalMs = timings.writeInterval;
  const paces = createCallPaces({
    source,
    intervalMs,
    writerSilenceMs: timings.writerSilence,
    longestWaitMs: LONGEST_WAIT * intervalMs,
    aside,
  });
  const claude = await claudes(config, source, log);
  const snapshots = createSnapshotCache({
    folder: snapshotFolder(settings.dataFolder),
    served: (ids) => servedRepositories(source, ids),
    log,
  });
  return {
    source,
    paces,
    snapshots,
    ports: {
      source,
      log,
      timings,
      github: githubPort(config, log, reached, {
        observe: settings.observe,
        retryDelayMs: timings.readRetry,
        paces,
        suspended: (installationId) => markSuspended(source, installationId, endScans),
      }),
      ...claude,
      claudeBudgets: config.claude?.budgets ?? null,
      parallelAgents: config.claude?.parallel ?? false,
      openSnapshot: (octokit, target, sha) =>
        snapshots.open(target.repositoryId, sha, () => downloadTarball(octokit, target, sha)),
      markerKeys: markerKeys(secretKeys),
      atWork,
      scanning: (installationId, work) => scans.run(installationId, work),
      indexing: (key, work) => indexes.run(key, work),
      aside,
      thinking: (installationId, ask) => aside(() => requests.run(installationId, ask)),
      yielding: {
        atWork: (installationId, work) => atWork(installationId, work, { yields: true }),
        thinking: (installationId, ask) => aside(() => requests.run(installationId, ask, { yields: true })),
      },
      threadLost: (cause) => settings.threadLost?.(cause),
      graph,
      httpHosts: config.httpHosts,
      allowedPrivateHosts: config.allowedPrivateHosts,
      openSecrets: (installationId, names) => openSecrets(source, secretKeys, installationId, names),
      integrations: createIntegrations({ source, secretKeys, allowedPrivateHosts: config.allowedPrivateHosts }),
      surroundings: createSurroundings({
        source,
        secretKeys,
        operator: config.mcpServers,
        allowedPrivateHosts: config.allowedPrivateHosts,
        log,
      }),
      memoryIndex,
      memoriesChanged: () => keeper?.changed(),
      historyPulls: config.historyPulls,
      symbols,
      reviewMemory: createReviewMemory(),
      endSessionsOf: (githubId) => endSessionsOf(source, githubId),
      reached,
    },
    close: async () => {
      endPreparing();
      await keeper?.close();
      await symbols.close();
      await graph.close();
      await source.destroy();
    },
  };
}

/** The SDK is some 250 modules: whoever has no key does not wait for them. */
async function claudes(
  { claude }: Pick<Config, 'claude'>,
  source: DataSource,
  log: Log,
): Promise<Pick<WorkflowPorts, 'claude' | 'smallClaude'>> {
  if (claude === null) return { claude: null, smallClaude: null };
  const { createClaude } = await import('./claude/create-claude.js');
  const noted = (write: Promise<void>) =>
    void write.catch((error: unknown) => log.warn({ err: error }, 'whether Claude answers is not noted'));
  noted(forgetModelRefusal(source, null));
  const of = (model: string) =>
    watchModel(createClaude({ ...claude, model, without: (text) => log.warn({}, text) }), {
      refused: ({ message }) => {
        log.error({ model }, `Claude takes no part in reviews: ${message}`);
        noted(noteModelRefusal(source, model, message));
      },
      answers: () => noted(forgetModelRefusal(source, model)),
    });
  const large = of(claude.model);
  const isOne = claude.smallModel === claude.model;
  return { claude: large, smallClaude: isOne ? large : of(claude.smallModel) };
}

/** Null: not configured, or not to be used. */
async function openMemoryIndex(
  { mem0, app }: Config & { app: AppConfig },
  log: Log,
): Promise<WorkflowPorts['memoryIndex']> {
  if (mem0 === null) return null;
  const opened = await openMem0(mem0, { appId: app.appId, log });
  return 'off' in opened ? null : opened;
}

function githubPort(
  config: Config & { app: AppConfig },
  log: Log,
  reached: (barrier: Barrier) => void,
  {
    observe,
    retryDelayMs,
    paces,
    suspended,
  }: {
    observe: CallObserver | undefined;
    retryDelayMs: number;
    paces: CallPaces;
    suspended(installationId: number): Promise<void>;
  },
): WorkflowPorts['github'] {
  const baseUrl = githubApiUrl(config);
  const { appId, privateKey } = config.app;
  const web = config.gheHost === null ? 'https://github.com' : `${config.GHE_PROTOCOL}://${config.gheHost}`;
  const octokitLog = { warn: (text: string) => log.warn({}, text), error: (text: string) => log.error({}, text) };
  const asApp = appOctokit({ appId, privateKey, baseUrl, observe, pace: paces.asApp });
  const tokens = jobTokens();
  let self: Promise<OwnIdentity> | null = null;
  return {
    octokit: async (scope) => {
      const pace = paces.of(scope.installationId);
      const options = { appId, privateKey, baseUrl, log: octokitLog, observe, retryDelayMs, pace, tokens };
      const octokit = await installationOctokit(options, scope).catch(async (error: unknown) => {
        if (error instanceof GitHubTerminalError && error.reason === 'suspended') await suspended(scope.installationId);
        throw error;
      });
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

/** Keys of their own for markers, so that no marker helps against what else the secret key protects. */
function markerKeys([first, ...rest]: readonly [string, ...string[]]): readonly [Buffer, ...Buffer[]] {
  const derive = (key: string) => deriveKey(key, 'nectr marker v1');
  return [derive(first), ...rest.map(derive)];
}
