import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import neo4j, { Neo4jError } from 'neo4j-driver';
import { makePassingFolder } from '../passing-folder.js';

/** Ends the server as soon as the pipe from Node closes, which also SIGKILL does. */
const WATCHER =
  'exec 3<&0; "$@" 3<&- & p=$!; (read _ <&3; kill -9 $p 2>/dev/null) & w=$!; exec 3<&-; wait $p; s=$?; kill $w 2>/dev/null; exit $s';
const OPENS = ['java.base/java.nio', 'java.base/java.io', 'java.base/sun.nio.ch'];
const JVM = ['-Xms256m', '-XX:+UseSerialGC', '-Djava.awt.headless=true'];
/** Starts sooner and answers half as fast in the long run: for tests, which are short. */
const QUICK_START = '-XX:TieredStopAtLevel=1';
const FIRST_PASSWORD = 'neo4j';
const LONGEST_START_MS = 240_000;
const LONGEST_ANSWER_MS = 5000;
const UNAUTHORIZED = 'Neo.ClientError.Security.Unauthorized';

/** A Neo4j that answers, with the only account that it has. */
export interface TestNeo4j {
  uri: string;
  username: string;
  password: string;
  /** Not `neo4j`, so that nobody rests on that name. */
  database: string;
}

/**
 * Starts a Neo4j Community with a home folder of its own on a free port, with its password set. It ends with this
 * process, however that ends. Throws with what was asked last and the end of its log where it does not answer.
 */
export async function startNeo4j(
  libraries: string,
  { heapMb = 512, isLasting = false } = {},
): Promise<TestNeo4j & { stop(): Promise<void> }> {
  const home = makePassingFolder('nectr-neo4j-');
  const port = await freePort();
  const settings = { username: 'neo4j', password: 'of-the-tests-only', database: 'graphs' };
  const uri = `bolt://127.0.0.1:${port}`;
  mkdirSync(join(home, 'conf'));
  writeFileSync(join(home, 'conf', 'neo4j.conf'), configuration(port, settings.database));
  const options = [
    ...JVM,
    ...(isLasting ? [] : [QUICK_START]),
    `-Xmx${heapMb}m`,
    ...OPENS.map((one) => `--add-opens=${one}=ALL-UNNAMED`),
    '-cp',
    join(libraries, '*'),
  ];
  const place = [`--home-dir=${home}`, `--config-dir=${join(home, 'conf')}`];
  const command = ['java', ...options, 'org.neo4j.server.CommunityEntryPoint', ...place];
  const child = spawn('/bin/sh', ['-c', WATCHER, 'sh', ...command], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
  child.stdin.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await exited;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(uri, settings.password, () => child.exitCode === null);
  } catch (error) {
    const asked = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const log = endOfLog(home) || complaint;
    await stop();
    throw new Error(`the Neo4j of the tests did not start: ${asked}\n${log}`, { cause: error });
  }
  return { uri, ...settings, stop };
}

function configuration(port: number, database: string): string {
  return `server.bolt.listen_address=127.0.0.1:${port}
server.http.enabled=false
server.https.enabled=false
initial.dbms.default_database=${database}
dbms.security.auth_max_failed_attempts=0
dbms.usage_report.enabled=false
dbms.cypher.min_replan_interval=1h
server.memory.pagecache.size=128m
db.tx_log.rotation.retention_policy=keep_none
`;
}

/** The first answer of a new server: its first password has to be changed before it does anything. */
async function untilItAnswers(uri: string, password: string, isAlive: () => boolean): Promise<void> {
  let wasLate = false;
  for (const end = Date.now() + LONGEST_START_MS; ; await sleep(100)) {
    try {
      return await setPassword(uri, password);
    } catch (error) {
      // What was late may have been done all the same.
      if (wasLate && error instanceof Neo4jError && error.code === UNAUTHORIZED) return;
      if (Date.now() > end || !isAlive()) throw error;
      wasLate ||= error instanceof LateError;
    }
  }
}

/** A connection that comes while the server opens its port is not always answered, and its driver waits for ever. */
async function setPassword(uri: string, password: string): Promise<void> {
  const driver = neo4j.driver(uri, neo4j.auth.basic('neo4j', FIRST_PASSWORD), { telemetryDisabled: true });
  const set = driver.executeQuery(
    'ALTER CURRENT USER SET PASSWORD FROM $old TO $new',
    { old: FIRST_PASSWORD, new: password },
    { database: 'system' },
  );
  set.catch(() => undefined);
  const late = new AbortController();
  try {
    await Promise.race([set, sleep(LONGEST_ANSWER_MS, null, late).then(() => Promise.reject(new LateError()))]);
  } finally {
    late.abort();
    void driver.close().catch(() => undefined);
  }
}

class LateError extends Error {
  constructor() {
    super(`no answer within ${LONGEST_ANSWER_MS / 1000} s`);
  }
}

function endOfLog(home: string): string {
  try {
    return readFileSync(join(home, 'logs', 'neo4j.log'), 'utf8').slice(-2000);
  } catch {
    return '';
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
