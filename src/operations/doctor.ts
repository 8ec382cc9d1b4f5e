import type { DataSource } from 'typeorm';
import type { GitHubApp } from '../github/read/read-app.js';
import type { AppHook } from '../github/read/read-hook.js';
import { ClaudeRefusedError } from '../claude/claude-error.js';
import { hasPrice } from '../claude/prices.js';
import { addressOf, pricedName, providerName } from '../claude/providers/provider.js';
import type { ClaudeModel } from '../claude/read-model.js';
import type { ClaudeConfig } from '../claude-config.js';
import type { AppConfig, Config, McpConfig, Mem0Config, Neo4jConfig } from '../config.js';
import type { InspectedNeo4j } from '../graph/neo4j/inspect-neo4j.js';
import { canUseTrigrams } from '../memory/recall/can-use-trigrams.js';
import type { Neo4jTrouble } from '../graph/neo4j/neo4j-trouble.js';
import { cacheRoom } from '../snapshot/cache-room.js';
import { snapshotFolder } from '../snapshot/snapshot-folder.js';
import { version } from '../version.js';
import { green, ofTenants, red, type Check } from './check.js';
import { checkArchive } from './check-archive.js';
import { checkIntegrations } from './check-integrations.js';
import { checkLogin } from './check-login.js';
import { checkMcp } from './check-mcp.js';
import { checkMem0 } from './check-mem0.js';
import { judgeHook } from './judge-hook.js';
import { readModelRefusal } from './model-refusal.js';
import { missingGrants } from './missing-grants.js';
import { isFull } from '../graph/room.js';
import type { NewestDelivery } from '../github/read/read-newest-delivery.js';
import { readDatabaseSize } from './database-size.js';
import { graphHealth } from './graph-health.js';
import { queueAge } from './queue-age.js';
import { sizeOf } from '../words/size-of.js';

export interface DoctorPorts {
  config: Config;
  /** Null: the database could not be opened, for this reason. */
  source: DataSource | { failure: string };
  readApp(app: AppConfig): Promise<GitHubApp>;
  readHook(app: AppConfig): Promise<AppHook>;
  /** GitHub's last try to deliver, the first ping among them; null: it has none. */
  readDelivery(app: AppConfig): Promise<NewestDelivery | null>;
  readModel(claude: ClaudeConfig): Promise<ClaudeModel>;
  readNeo4j(neo4j: Neo4jConfig): Promise<InspectedNeo4j>;
  readMem0(mem0: Mem0Config): Promise<{ speaks: 'platform' | 'open-source' }>;
  readMcp(server: McpConfig): Promise<{ tools: number }>;
  dataFolder: string;
  nodeVersion: string;
  now(): Date;
}

const OLDEST_NODE = [20, 19] as const;
const OLDEST_POSTGRES = 150_000;
const OLDEST_NEO4J = 5;
const LONGEST_WAIT_SECONDS = 60;
const TOLERATED_SKEW_MS = 30_000;
const LEAST_FREE_BYTES = 500 * 1024 * 1024;

/** Looks at everything a review needs. Never throws: what cannot be looked at is red. */
export async function runDoctor(ports: DoctorPorts): Promise<Check[]> {
  const groups = await Promise.all([
    checkNode(ports),
    checkConfig(ports),
    checkDisk(ports),
    checkArchive(ports.config),
    checkDatabase(ports),
    checkGitHub(ports),
    checkClaude(ports),
    checkNeo4j(ports),
    checkMem0(ports),
    checkMcp(ports),
    checkIntegrations(ports),
  ]);
  return groups.flat();
}

async function checkNode({ nodeVersion }: DoctorPorts): Promise<Check[]> {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return [
    green('version', `Nectr ${version}`),
    fits ? green('node', nodeVersion) : red('node', nodeVersion, `install Node ${OLDEST_NODE.join('.')} or newer`),
  ];
}

async function checkConfig({ config }: DoctorPorts): Promise<Check[]> {
  const checks = [
    config.mode === 'configured'
      ? green('configuration', `App ${config.app.appId}, ${config.app.webhookSecrets.length} webhook secret(s)`)
      : red('configuration', 'no GitHub App is set', 'run `nectr setup`, or open the link that `nectr start` prints'),
  ];
  if (config.unused.length > 0) {
    checks.push(green('unused variables', `${config.unused.join(', ')}: not used by this version`));
  }
  return checks;
}

async function checkDisk({ dataFolder }: DoctorPorts): Promise<Check[]> {
  const { free, used, most } = await cacheRoom(snapshotFolder(dataFolder));
  const found = free === null ? 'the disk does not say what it has left' : `${sizeOf(free)} free`;
  return [
    free === null || free >= LEAST_FREE_BYTES
      ? green('disk', found)
      : red('disk', found, `make room where ${dataFolder} lies`),
    green('snapshots', `${sizeOf(used)} in the cache of this machine, ${sizeOf(most)} at most`),
  ];
}

async function checkDatabase({ source, config: { neo4j, databaseUrl } }: DoctorPorts): Promise<Check[]> {
  if ('failure' in source)
    return [
      red(
        'database',
        source.failure,
        databaseUrl === null
          ? 'start the server here (`nectr start`), or look where it was started; or set DATABASE_URL'
          : 'check DATABASE_URL, or leave it empty for the embedded one',
      ),
    ];
  try {
    const rows: { version: number; text: string }[] = await source.query(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text`,
    );
    const version = rows[0]?.version ?? 0;
    const server =
      version >= OLDEST_POSTGRES
        ? green('database', `PostgreSQL ${rows[0]?.text}`)
        : red('database', `PostgreSQL ${rows[0]?.text}`, 'use PostgreSQL 15 or newer');
    if (await source.showMigrations()) {
      return [server, red('migrations', 'the schema is older than this version', 'run `nectr migrate`')];
    }
    const graph = ofTenants(await checkGraph(source, neo4j === null ? 'PostgreSQL' : 'Neo4j'));
    const memories = await checkMemories(source);
    const size = await checkSize(source, neo4j === null);
    return [server, green('migrations', 'up to date'), ...(await checkQueues(source)), graph, memories, size];
  } catch (error) {
    return [
      red('database', error instanceof Error ? error.message : 'no answer', 'is PostgreSQL running and reachable?'),
    ];
  }
}

async function checkQueues(source: DataSource): Promise<Check[]> {
  const queues = await queueAge(source);
  const oldest = Math.max(0, ...queues.map(({ oldestSeconds }) => oldestSeconds));
  const workers: { count: number }[] = await source.query(
    `SELECT count(*)::int AS count FROM executors WHERE heartbeat_at > now() - interval '15 seconds'`,
  );
  const dead: { count: number }[] = await source.query(
    `SELECT count(*)::int AS count FROM events WHERE status = 'failed'`,
  );
  const alive = workers[0]?.count ?? 0;
  const failed = dead[0]?.count ?? 0;
  return [
    oldest < LONGEST_WAIT_SECONDS
      ? green('queues', `oldest work waits ${Math.round(oldest)} s`)
      : red('queues', `oldest work waits ${Math.round(oldest)} s`, 'is a worker running? See `nectr events status`'),
    alive > 0
      ? green('workers', `${alive} alive`)
      : red('workers', 'none alive', 'start the server (ROLE=all) or a worker'),
    failed === 0
      ? green('dead letters', 'none')
      : red(
          'dead letters',
          String(failed),
          'see `nectr events list --status failed`, then `nectr events redrive --failed`',
        ),
  ];
}

/** What the graph knows, as the scans tell it: a store that is away is what they failed with. */
async function checkGraph(source: DataSource, store: 'Neo4j' | 'PostgreSQL'): Promise<Check> {
  const { active, scanned, waiting, withoutSymbols, failed } = await graphHealth(source);
  const found = `${store}, ${scanned} of ${active} repositories scanned${waiting > 0 ? `, ${waiting} scans wait or run` : ''}${withoutSymbols > 0 ? `; no room for the symbols of ${withoutSymbols === 1 ? '1 repository' : `${withoutSymbols} repositories`} (NEO4J_MAX_NODES)` : ''}`;
  if (failed === null) return green('graph', found);
  const way =
    failed.cause === 'store'
      ? "is the graph's store running and reachable? What was missed is scanned within the hour after it is"
      : failed.cause === 'no answer'
        ? 'it is tried again within the hour'
        : `mend that, then \`nectr graph rescan ${failed.repository}\``;
  return red('graph', `${found}; the last scan of ${failed.repository} failed: ${failed.reason}`, way);
}

/** No bound of ours: what is too large is for the operator to say. */
async function checkSize(source: DataSource, holdsGraph: boolean): Promise<Check> {
  try {
    const { bytes, tables, graph } = await readDatabaseSize(source, 3);
    const largest = tables.map((table) => `${table.name} ${sizeOf(table.bytes)}`).join(', ');
    const inIt = `; the graph in it: about ${graph.nodes} nodes and ${graph.relationships} relationships, ${sizeOf(graph.bytes)}`;
    return green('size', `${sizeOf(bytes)}, most of it: ${largest}${holdsGraph ? inIt : ''}`);
  } catch (error) {
    // A table that somebody holds alone keeps its size to itself.
    return green('size', `not known at the moment: ${error instanceof Error ? error.message : 'no answer'}`);
  }
}

/** Memories are found without it too, a little worse: nothing is broken. */
async function checkMemories(source: DataSource): Promise<Check> {
  const found = (await canUseTrigrams(source))
    ? 'found by words and by likeness'
    : 'found by words alone: let somebody who may run `CREATE EXTENSION pg_trgm` in this database';
  return green('memories', found);
}

async function checkClaude({ config, source, readModel, now }: DoctorPorts): Promise<Check[]> {
  const { claude } = config;
  if (claude === null)
    return [
      green(
        'Claude',
        'not configured: the rules review alone; set ANTHROPIC_API_KEY, or CLAUDE_PROVIDER, to let Claude take part',
      ),
    ];
  try {
    const { provider } = claude;
    const { id, without } = await readModel(claude);
    // That a model may be used is not that it answers: an account without credit describes its models, too.
    const refusal = 'failure' in source ? null : await readModelRefusal(source).catch(() => null);
    if (refusal !== null)
      return [
        red(
          'Claude',
          `${refusal.model} refused a review at ${refusal.at.toISOString()}: ${refusal.message}`,
          'mend that; the next review tries again',
        ),
      ];
    const isPriced = hasPrice(pricedName(provider, claude.model), now());
    const where = provider.kind === 'anthropic' ? '' : ` through ${providerName(provider)} in ${provider.region}`;
    const price = isPriced ? '' : '; its price is not known, the highest one is counted';
    return [green('Claude', `${id} answers${where}${price}${without.map((text) => `; ${text}`).join('')}`)];
  } catch (error) {
    const reason = error instanceof ClaudeRefusedError ? error.reason : null;
    const found = error instanceof Error ? error.message : 'no answer';
    return [red('Claude', found, mendClaude(reason, claude))];
  }
}

function mendClaude(reason: ClaudeRefusedError['reason'] | null, { provider, model }: ClaudeConfig): string {
  if (provider.kind !== 'anthropic') return mendElsewhere(reason, provider);
  if (reason === 'key') return 'set ANTHROPIC_API_KEY to a key that the Anthropic console lists as active';
  if (reason === 'model') return `${model} is not known there: correct ANTHROPIC_MODEL`;
  if (reason === 'billing' || reason === 'spend-limit') return 'look at billing and limits in the Anthropic console';
  if (reason === 'permission') return 'look at the workspace of the key in the Anthropic console';
  return provider.baseUrl === null
    ? 'can this machine reach api.anthropic.com? Look at proxy and firewall, or wait'
    : 'compare ANTHROPIC_BASE_URL with the address of your gateway, and see whether it runs';
}

/** What a refusal says already has its mend in it. */
function mendElsewhere(reason: ClaudeRefusedError['reason'] | null, provider: ClaudeConfig['provider']): string {
  if (reason === 'key') return 'see to the credentials of this machine, and run this again';
  if (reason === 'model' || reason === 'permission' || reason === 'billing')
    return `see to it in the console of ${provider.kind === 'bedrock' ? 'AWS' : 'Google Cloud'}, and run this again`;
  return `can this machine reach ${new URL(addressOf(provider)).host}? Look at region, proxy and firewall, or wait`;
}

async function checkNeo4j({ config: { neo4j }, readNeo4j }: DoctorPorts): Promise<Check[]> {
  if (neo4j === null) return [];
  try {
    const { version, edition, missing, wanted, nodes, relationships } = await readNeo4j(neo4j);
    const found = `Neo4j ${version} ${edition}, ${wanted - missing} of ${wanted} constraints and indexes, ${nodesOf(nodes, neo4j)}, ${relationships} relationships`;
    if (Number(version.split('.')[0]) < OLDEST_NEO4J) return [red('neo4j', found, 'use Neo4j 5 or newer')];
    if (neo4j.maxNodes !== null && isFull({ nodes, most: neo4j.maxNodes }))
      return [
        red(
          'neo4j',
          found,
          'it is nearly full: use a larger instance and raise NEO4J_MAX_NODES, or forget a repository',
        ),
      ];
    return missing === 0
      ? [green('neo4j', found)]
      : [
          red(
            'neo4j',
            found,
            'start the server once: it makes them, or says which statements somebody else has to run',
          ),
        ];
  } catch (error) {
    const trouble = error instanceof Error && 'trouble' in error ? (error.trouble as Neo4jTrouble) : null;
    return [red('neo4j', error instanceof Error ? error.message : 'no answer', mendNeo4j(trouble))];
  }
}

function nodesOf(nodes: number, { maxNodes }: Neo4jConfig): string {
  return maxNodes === null ? `${nodes} nodes` : `${nodes} of ${maxNodes} nodes`;
}

function mendNeo4j(trouble: Neo4jTrouble | null): string {
  if (trouble === 'password') return 'correct NEO4J_USERNAME and NEO4J_PASSWORD';
  if (trouble === 'database') return 'correct NEO4J_DATABASE, or leave it empty for the default one of the user';
  if (trouble === 'certificate') {
    return 'let Neo4j have a certificate for the host name in NEO4J_URI, or give Node its authority by NODE_EXTRA_CA_CERTS';
  }
  if (trouble === 'forbidden') return 'give the user of NEO4J_USERNAME the right to read this database';
  return 'compare NEO4J_URI with the address of your Neo4j, and see whether it runs';
}

async function checkGitHub({ config, readApp, readHook, readDelivery, now }: DoctorPorts): Promise<Check[]> {
  if (config.mode === 'setup') return [];
  let app: GitHubApp;
  try {
    app = await readApp(config.app);
  } catch (error) {
    const found = error instanceof Error ? error.message : 'no answer';
    return [
      red(
        'GitHub App',
        found,
        'compare APP_ID and PRIVATE_KEY with the settings page of the App, and look at GHE_HOST',
      ),
    ];
  }
  const checks = [green('GitHub App', `${app.slug} (${app.id})`)];
  const skew = app.date === null ? 0 : Date.parse(app.date) - now().getTime();
  const clock = `${Math.round(Math.abs(skew) / 1000)} s apart from GitHub's`;
  checks.push(Math.abs(skew) < TOLERATED_SKEW_MS ? green('clock', clock) : red('clock', clock, 'set the clock (NTP)'));
  return [
    ...checks,
    checkLogin(config, app),
    ...missingOf(app),
    await checkHook(config, () => readHook(config.app)),
    await checkDelivery(() => readDelivery(config.app)),
  ];
}

async function checkHook({ webhookProxyUrl }: Config, readHook: () => Promise<AppHook>): Promise<Check> {
  try {
    const hook = await readHook();
    const fault = judgeHook(hook, webhookProxyUrl);
    return fault ? red('webhook', fault.found, fault.mend) : green('webhook', (hook.url ?? '').replace(/[?#].*$/s, ''));
  } catch (error) {
    return red('webhook', error instanceof Error ? error.message : 'no answer', 'run `nectr doctor` again');
  }
}

/** What GitHub says became of what it sent last: a webhook that looks right and leads nowhere shows here. */
async function checkDelivery(readDelivery: () => Promise<NewestDelivery | null>): Promise<Check> {
  try {
    const newest = await readDelivery();
    if (newest === null) return green('delivery', 'GitHub has sent nothing in the last days');
    const { event, status, at, isTaken, isMistrusted } = newest;
    const found = `${event} at ${at.toISOString()}: ${status}`;
    if (isMistrusted)
      return red(
        'delivery',
        `${found}: WEBHOOK_SECRET is not the secret that GitHub signs with`,
        "set WEBHOOK_SECRET to the webhook secret of the App's page, or enter this one there, then redeliver it there, under Advanced",
      );
    return isTaken
      ? green('delivery', found)
      : red(
          'delivery',
          found,
          "does the webhook's address lead to this server from the internet? Then redeliver it on the App's page, under Advanced",
        );
  } catch (error) {
    return red('delivery', error instanceof Error ? error.message : 'no answer', 'run `nectr doctor` again');
  }
}

function missingOf(app: GitHubApp): Check[] {
  const { permissions, events } = missingGrants(app);
  const mend = "add them on the App's page under Permissions & events; each organisation is asked again";
  return [
    permissions.length === 0
      ? green('permissions', 'complete')
      : red('permissions', `missing: ${permissions.join(', ')}`, mend),
    events.length === 0 ? green('events', 'complete') : red('events', `missing: ${events.join(', ')}`, mend),
  ];
}
