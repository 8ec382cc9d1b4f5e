import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { LoopHold } from './watch-loop.js';
import { LOSS_CAUSES, type LossCause } from '../review/analyzers/thread-share.js';
import type { CallCounts } from './call-counts.js';
import { readDatabaseSize } from './database-size.js';
import { indexCounts } from '../memory/mem0/index-counts.js';
import { readModelTotals } from './model-totals.js';
import { queueAge } from './queue-age.js';

export interface Metrics {
  acknowledged(status: number, seconds: number): void;
  githubCalled(counts: CallCounts): void;
  /** A request to the API, by the pattern of its route. */
  requestAnswered(request: { method: string; route: string; status: number; milliseconds: number }): void;
  threadLost(cause: LossCause): void;
  /** The longest hold of a process's event loop within some seconds. */
  loopHeld(process: 'web' | 'worker', hold: LoopHold): void;
  /** The text Prometheus reads. */
  text(): Promise<string>;
  contentType: string;
}

/** Sizes move slowly, and asking for them looks at every file of the database. */
const SIZES_KEPT_MS = 300_000;

/**
 * Counts what an operator watches: acknowledgements of deliveries, age and length of the queues, outcomes, workers
 * alive, calls to GitHub, calls to Claude and their cost. What the database knows is read when asked, so that it holds
 * for all processes; while it is away these are absent. With a recall index, how far that is.
 */
export function createMetrics(source: DataSource, { recallIndex = false }: { recallIndex?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'nectr_' });
  const acknowledgements = new Histogram({
    name: 'nectr_acknowledgement_seconds',
    help: 'Time from the first byte of a delivery to its answer, by status',
    labelNames: ['status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const requests = new Histogram({
    name: 'nectr_request_seconds',
    help: 'Time of a request to the API, by method, pattern of the route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const calls = new Counter({
    name: 'nectr_github_calls_total',
    help: 'Calls to GitHub by kind of route, method and status of the answer (none: no answer)',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const limits = new Counter({ name: 'nectr_github_limits_total', help: 'Times GitHub asked us to wait', registers });
  const threadsLost = new Counter({
    name: 'nectr_analyzer_threads_lost_total',
    help: 'Threads thrown away: an error of a parser or rule (trapped), late, out of memory, ended',
    labelNames: ['cause'],
    registers,
  });
  for (const cause of LOSS_CAUSES) threadsLost.inc({ cause }, 0);
  const holds = new Histogram({
    name: 'nectr_event_loop_hold_seconds',
    help: 'Longest hold of the event loop in each five seconds, by process',
    labelNames: ['process'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  });
  const longestHold = new Gauge({
    name: 'nectr_event_loop_longest_hold_seconds',
    help: 'Longest hold of the event loop since the start, by process',
    labelNames: ['process'],
    registers,
  });
  const longestBusy = new Gauge({
    name: 'nectr_event_loop_longest_busy_seconds',
    help: 'Longest time within a hold for which the process computed itself and did not wait for a processor, by process',
    labelNames: ['process'],
    registers,
  });
  const longest = { web: { lateMs: 0, busyMs: 0 }, worker: { lateMs: 0, busyMs: 0 } };
  const readFailures = new Counter({
    name: 'nectr_metrics_read_failures_total',
    help: 'Times the database did not answer while metrics were read',
    registers,
  });
  const age = gauge('nectr_queue_oldest_seconds', 'Age of the oldest due work', ['queue']);
  const length = gauge('nectr_queue_length', 'Work by queue and state', ['queue', 'state']);
  const outcomes = gauge('nectr_runs', 'Runs that are kept, by outcome', ['outcome']);
  const executors = gauge('nectr_executors', 'Workers with a heartbeat in the last 15 s', []);
  const modelCalls = gauge(
    'nectr_claude_calls',
    'Calls to Claude by model and outcome, of installations that are kept',
    ['model', 'outcome'],
  );
  const modelTokens = gauge('nectr_claude_tokens', 'Tokens by model and kind: input, output, cache_read, cache_write', [
    'model',
    'kind',
  ]);
  const modelCost = gauge('nectr_claude_cost_dollars', 'What Claude has cost by model, US dollars', ['model']);
  const remembered = gauge('nectr_index_memories', 'Memories by state in the recall index: indexed, waiting', [
    'state',
  ]);
  const indexAge = gauge('nectr_index_oldest_seconds', 'For how long the oldest memory waits for the recall index', []);
  const databaseBytes = gauge('nectr_database_bytes', 'Size of the database', []);
  const tableBytes = gauge('nectr_table_bytes', 'Size of the ten largest tables, indexes and partitions included', [
    'table',
  ]);
  const graphItems = gauge('nectr_graph_items', 'The graph in PostgreSQL, estimated: nodes, relationships', ['kind']);
  let sizesUntil = 0;
  const readSizes = async (): Promise<void> => {
    if (performance.now() < sizesUntil) return;
    sizesUntil = performance.now() + SIZES_KEPT_MS;
    const { bytes, tables, graph } = await readDatabaseSize(source);
    databaseBytes.set(bytes);
    tableBytes.reset();
    for (const table of tables) tableBytes.set({ table: table.name }, table.bytes);
    graphItems.set({ kind: 'nodes' }, graph.nodes);
    graphItems.set({ kind: 'relationships' }, graph.relationships);
  };
  function gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers });
  }
  const read = async (): Promise<void> => {
    for (const one of [age, length, outcomes, executors, modelCalls, modelTokens, modelCost, remembered]) one.reset();
    for (const { queue, waiting, running, oldestSeconds } of await queueAge(source)) {
      age.set({ queue }, oldestSeconds);
      length.set({ queue, state: 'waiting' }, waiting);
      length.set({ queue, state: 'running' }, running);
    }
    const rows: { outcome: string; count: number }[] = await source.query(
      `SELECT COALESCE(outcome, status) AS outcome, count(*)::int AS count FROM workflow_runs GROUP BY 1`,
    );
    for (const { outcome, count } of rows) outcomes.set({ outcome }, count);
    const alive: { count: number }[] = await source.query(
      `SELECT count(*)::int AS count FROM executors WHERE heartbeat_at > now() - interval '15 seconds'`,
    );
    executors.set(alive[0]?.count ?? 0);
    for (const { model, calls, tokens, cost } of await readModelTotals(source)) {
      for (const [outcome, count] of Object.entries(calls)) modelCalls.set({ model, outcome }, count);
      for (const [kind, count] of Object.entries(tokens)) modelTokens.set({ model, kind }, count);
      modelCost.set({ model }, cost);
    }
    if (!recallIndex) return;
    const { indexed, waiting, oldestSeconds } = await indexCounts(source);
    remembered.set({ state: 'indexed' }, indexed);
    remembered.set({ state: 'waiting' }, waiting);
    indexAge.set(oldestSeconds);
  };
  return {
    acknowledged: (status, seconds) => acknowledgements.observe({ status: String(status) }, seconds),
    requestAnswered: ({ method, route, status, milliseconds }) =>
      requests.observe({ method, route, status: String(status) }, milliseconds / 1000),
    githubCalled: (counts) => {
      for (const [route, method, status, count] of counts.calls) calls.inc({ route, method, status }, count);
      limits.inc(counts.limits);
    },
    threadLost: (cause) => threadsLost.inc({ cause }),
    loopHeld: (process, { lateMs, busyMs }) => {
      holds.observe({ process }, lateMs / 1000);
      const known = longest[process];
      longest[process] = { lateMs: Math.max(known.lateMs, lateMs), busyMs: Math.max(known.busyMs, busyMs) };
      longestHold.set({ process }, longest[process].lateMs / 1000);
      longestBusy.set({ process }, longest[process].busyMs / 1000);
    },
    text: async () => {
      await read()
        .then(readSizes)
        .catch(() => readFailures.inc());
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
