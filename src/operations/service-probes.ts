import type { DataSource } from 'typeorm';
import { readModel } from '../claude/read-model.js';
import type { Config, Neo4jConfig } from '../config.js';
import { createProbe, notConfigured, type Probe } from './probe.js';
import { readModelRefusal } from './model-refusal.js';
import { queueAge } from './queue-age.js';

/** Our own stores; then what others run, which nobody may have us ask often. */
const OWN_MS = 3000;
const OTHERS_MS = 30_000;
/** Claude through others than Anthropic: each look is a request that is paid for. */
const PAID_MS = 600_000;
const LONGEST_WAIT_SECONDS = 60;

/** The parts that `/health` names. */
export type Part = 'database' | 'neo4j' | 'mem0' | 'claude' | 'github' | 'queue';
export type ServiceProbes = Readonly<Record<Part, Probe>>;

export interface ProbedServices {
  config: Pick<Config, 'neo4j' | 'mem0' | 'claude'>;
  /** Of the system. */
  source: DataSource;
  /** Asks GitHub something as the App; throws if there is no good answer. */
  askGitHub(): Promise<unknown>;
  /** What is known of GitHub without asking, as `/readyz` names it. */
  degraded(): readonly string[];
}

/** A look at each part that this process works with; `close` ends what the looks have opened. */
export function serviceProbes(services: ProbedServices): { probes: ServiceProbes; close(): Promise<void> } {
  const { config, source, askGitHub, degraded } = services;
  const { mem0, claude } = config;
  const neo4j = config.neo4j === null ? null : lazyPing(config.neo4j);
  const probes: ServiceProbes = {
    database: createProbe(() => source.query('SELECT 1').then(() => null), OWN_MS),
    neo4j: neo4j === null ? notConfigured : createProbe(() => neo4j.ping().then(() => null), OWN_MS),
    mem0:
      mem0 === null
        ? notConfigured
        : createProbe(async () => {
            const { inspectMem0 } = await import('../memory/mem0/inspect-mem0.js');
            return inspectMem0(mem0).then(() => null);
          }, OTHERS_MS),
    claude:
      claude === null
        ? notConfigured
        : createProbe(
            async () => {
              await readModel(claude);
              return (await readModelRefusal(source))?.message ?? null;
            },
            claude.provider.kind === 'anthropic' ? OTHERS_MS : PAID_MS,
          ),
    github: createProbe(async () => {
      await askGitHub();
      return degraded().includes('webhook') ? "the App's webhook does not lead here" : null;
    }, OTHERS_MS),
    queue: createProbe(() => lookAtQueues(source), OWN_MS),
  };
  return { probes, close: () => neo4j?.close() ?? Promise.resolve() };
}

/** The driver is some 300 modules: it is loaded when somebody asks. */
function lazyPing(settings: Neo4jConfig) {
  let opened: Promise<{ ping(): Promise<void>; close(): Promise<void> }> | null = null;
  const open = () =>
    (opened ??= import('../graph/neo4j/ping-neo4j.js').then(({ openNeo4jPing }) => openNeo4jPing(settings)));
  return {
    ping: async () => (await open()).ping(),
    close: async () => (await opened)?.close(),
  };
}

/** As the doctor judges: work must not wait for a minute, and somebody has to do it. */
async function lookAtQueues(source: DataSource): Promise<string | null> {
  const waits = (await queueAge(source)).filter(({ oldestSeconds }) => oldestSeconds >= LONGEST_WAIT_SECONDS);
  const rows: { alive: number }[] = await source.query(
    `SELECT count(*)::int AS alive FROM executors WHERE heartbeat_at > now() - interval '15 seconds'`,
  );
  const late = waits.map(
    ({ queue, oldestSeconds }) => `${queue}: the oldest work waits ${Math.round(oldestSeconds)} s`,
  );
  const reasons = [...(rows[0]?.alive ? [] : ['no worker is alive']), ...late];
  return reasons.length === 0 ? null : reasons.join('; ');
}
