import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import type { KnowledgeGraph } from '../../src/graph/knowledge-graph.js';
import { createNeo4jGraph } from '../../src/graph/neo4j/create-neo4j-graph.js';
import { defaultTimes, type Neo4jSettings } from '../../src/graph/neo4j/neo4j-settings.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import type { FileNode, RepositoryKey, ScanBatch } from '../../src/graph/types.js';
import { prepareNeo4j } from '../neo4j/prepare-neo4j.js';
import { startNeo4j } from '../neo4j/start-neo4j.js';
import { benchSymbols } from './graph/bench-symbols.js';
import { fillGraph } from './graph/fill-graph.js';
import { generateGraph, pathOf } from './graph/generate.js';
import { questionsOf } from './graph/questions.js';

/** A statement that fills the tables with a million files. */
const LONGEST_FILL_MS = 10 * 60_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * What the graph's stores take: writing the files of a scan (download and parsing aside), a push of 100 files and of
 * one (with a symbol and a call each), a whole scan of this repository with its symbols and pushes to it, and every
 * question, p95 of calls one after the other on a repository made for it. Prints one line a figure: `name: value unit
 * (n, median)`. `--quick` leaves out what needs more than a minute. PostgreSQL is the embedded one, or an empty one
 * whose address is in the arguments; Neo4j that of NEO4J_URI (with NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE),
 * which holds no other graph of installation 1, or the one of the tests.
 */
export async function bench(args: string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const only = ['postgres', 'neo4j'].find((store) => args.includes(store));
  const asked = { sizes: isQuick ? [1000, 10_000] : [1000, 10_000, 100_000], calls: isQuick ? 40 : 200, isQuick };
  const given = args.find((arg) => /^postgres(?:ql)?:/.test(arg));
  if (only !== 'neo4j') await benchPostgres(given, asked);
  if (only !== 'postgres') await benchNeo4j(asked);
}

interface Asked {
  /** Files of the scans. */
  sizes: readonly number[];
  /** Of each question. */
  calls: number;
  isQuick: boolean;
}

async function benchPostgres(given: string | undefined, { sizes, calls, isQuick }: Asked): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = given === undefined ? await startEmbeddedPostgres(folder, quiet) : null;
  const url = given ?? embedded?.url ?? '';
  await migrate(url);
  const source = createDataSource({ scope: 'system', url, poolSize: 4, applicationName: 'bench' });
  await source.initialize();
  const patient = createDataSource({
    scope: 'system',
    url,
    poolSize: 1,
    applicationName: 'fill',
    queryTimeoutMs: LONGEST_FILL_MS,
  });
  await patient.initialize();
  try {
    const installationId = await addInstallation(source);
    const graph = createPostgresGraph(source);
    await benchWrites('postgres', graph, installationId, sizes);
    const own = { installationId, repoId: 99 };
    const root = fileURLToPath(new URL('../..', import.meta.url));
    // Autovacuum takes note of so many new rows within a minute; without it a push reads whole tables.
    const settle = () => source.query('ANALYZE');
    await benchSymbols(graph, own, { root, folder, settle }, (name, times) =>
      print(`postgres, ${name}`, times, median(times)),
    );
    const generated = [{ files: 10_000, pulls: 10_000 }, ...(isQuick ? [] : [{ files: 1_000_000, pulls: 100_000 }])];
    for (const [at, size] of generated.entries()) {
      const owner = { installationId, repoId: 100 + at };
      await generateGraph(patient, owner, size);
      await benchQuestions(`postgres, ${size.files} files, ${size.pulls} pull requests`, graph, owner, calls);
    }
  } finally {
    await patient.destroy();
    await source.destroy();
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchNeo4j({ sizes, calls, isQuick }: Asked): Promise<void> {
  const opened = await openNeo4j();
  if (opened === null) return;
  // What the product waits for is not what is measured.
  const graph = createNeo4jGraph(opened.settings, { ...defaultTimes, read: 60_000, query: 60_000, write: 600_000 });
  try {
    const installationId = 1;
    await graph.purge({ installationId });
    await graph.prepare();
    await benchWrites('neo4j', graph, installationId, sizes);
    // Written through the contract, which takes minutes: large enough to see whether an answer takes longer with size.
    const generated = [{ files: 10_000, pulls: 10_000 }, ...(isQuick ? [] : [{ files: 100_000, pulls: 30_000 }])];
    for (const [at, size] of generated.entries()) {
      const owner = { installationId, repoId: 100 + at };
      await fillGraph(graph, owner, size);
      await benchQuestions(`neo4j, ${size.files} files, ${size.pulls} pull requests`, graph, owner, calls);
    }
    await graph.purge({ installationId });
  } finally {
    await graph.close();
    await opened.stop();
  }
}

async function openNeo4j(): Promise<{ settings: Neo4jSettings; stop(): Promise<void> } | null> {
  const { NEO4J_URI: uri, NEO4J_USERNAME: username, NEO4J_PASSWORD: password, NEO4J_DATABASE: database } = process.env;
  if (uri !== undefined) {
    const settings = { uri, username: username ?? 'neo4j', password: password ?? '', database: database ?? null };
    return { settings: { ...settings, maxNodes: null }, stop: async () => undefined };
  }
  const prepared = await prepareNeo4j();
  if ('missing' in prepared) {
    console.log(`neo4j: not measured: ${prepared.missing}`);
    return null;
  }
  const { stop, ...settings } = await startNeo4j(prepared.libraries, { heapMb: 2048, isLasting: true });
  return { settings: { ...settings, maxNodes: null }, stop };
}

async function addInstallation(source: DataSource): Promise<number> {
  const [row]: { id: number }[] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
      VALUES (1, 'bench', 1, 'Organization') RETURNING id`,
  );
  return row?.id ?? 0;
}

/** Works for any store: whoever opens another one calls it with that. */
async function benchWrites(
  store: string,
  graph: KnowledgeGraph,
  installationId: number,
  sizes: readonly number[],
): Promise<void> {
  for (const [at, size] of sizes.entries()) {
    const owner = { installationId, repoId: at + 1 };
    const files = Array.from({ length: size }, (_, n) => fileOf(pathOf(n)));
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      await graph.purge(owner);
      await graph.upsertRepository({ ...owner, fullName: 'acme/bench', defaultBranch: 'main' });
      times.push(await timed(() => scan(graph, owner, 1, files)));
    }
    print(`${store}, files-only scan of ${size} files`, times, median(times));
    times.length = 0;
    for (let round = 2; round < 5; round++) times.push(await timed(() => scan(graph, owner, round, files)));
    print(`${store}, second scan of ${size} files`, times, median(times));
  }
  const owner = { installationId, repoId: sizes.length };
  for (const files of [100, 1]) {
    const times: number[] = [];
    for (let round = 0; round < 9; round++) {
      const push = {
        base: 'a'.repeat(40),
        sha: 'a'.repeat(40),
        at: new Date(),
        batch: batchOf(files, round),
        removed: [],
        renamed: [],
      };
      times.push(await timed(() => graph.applyPush(owner, push)));
    }
    print(`${store}, push of ${files} ${files === 1 ? 'file' : 'files'}`, times, median(times));
  }
}

async function scan(graph: KnowledgeGraph, owner: RepositoryKey, number: number, files: FileNode[]): Promise<void> {
  await graph.writeScan({ ...owner, scan: number }, { files, symbols: [], imports: [], edges: [], tests: [] });
  await graph.finishScan({ ...owner, scan: number }, { sha: 'a'.repeat(40), at: new Date() });
}

const fileOf = (path: string): FileNode => ({
  path,
  extension: 'ts',
  language: 'typescript',
  size: 1000,
  lines: 40,
  isTest: false,
  isGenerated: false,
});

function batchOf(files: number, round: number): ScanBatch {
  const paths = Array.from({ length: files }, (_, n) => pathOf(n + round));
  const keys = paths.map((path, n) => ({ path, qualifiedName: `run${n}`, kind: 'function' }));
  const resolved = { tier: 'import', confidence: 0.9 } as const;
  const shape = { signature: '', startLine: 1, endLine: 9, exported: true, contractHash: '' };
  return {
    files: paths.map(fileOf),
    symbols: keys.map((symbol) => ({ ...symbol, ...shape })),
    imports: paths.map((from, n) => ({ from, to: pathOf(n + 500), ...resolved })),
    edges: keys.map((from) => ({ type: 'CALLS', from, to: { ...from, path: pathOf(7) }, line: 3, ...resolved })),
    tests: [],
  };
}

/** One call before, so that connections and plans of the catalogue are there. */
async function benchQuestions(name: string, graph: KnowledgeGraph, owner: RepositoryKey, calls: number): Promise<void> {
  for (const [question, ask] of Object.entries(questionsOf(graph, owner))) {
    await ask(0);
    const times: number[] = [];
    for (let call = 1; call <= calls; call++) times.push(await timed(() => ask(call)));
    const p95 = times.toSorted((one, other) => one - other)[Math.ceil(calls * 0.95) - 1] ?? 0;
    print(`${name}, ${question} p95`, times, p95);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}

function print(name: string, times: readonly number[], value: number): void {
  console.log(`${name}: ${value.toFixed(1)} ms (n = ${times.length}, median ${median(times).toFixed(1)})`);
}
