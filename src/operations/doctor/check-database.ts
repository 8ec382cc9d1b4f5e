import type { DataSource } from 'typeorm';
import { canUseTrigrams } from '../../memory/recall/can-use-trigrams.js';
import { green, ofTenants, red, type Check } from './check.js';
import { readDatabaseSize } from '../database-size.js';
import { graphHealth } from '../graph-health.js';
import { queueAge } from '../queue-age.js';
import { sizeOf } from '../../words/size-of.js';
import type { DoctorPorts } from './doctor-ports.js';

const OLDEST_POSTGRES = 150_000;
const LONGEST_WAIT_SECONDS = 60;

/** PostgreSQL, the migrations, and what the tables tell of queues, graph and memories. */
export async function checkDatabase({ source, config: { neo4j, databaseUrl } }: DoctorPorts): Promise<Check[]> {
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
