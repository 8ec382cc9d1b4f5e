import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import type { KnowledgeGraph } from '../../src/graph/knowledge-graph.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import type { FileNode, RepositoryKey, ScanBatch } from '../../src/graph/types.js';
import { generateGraph, pathOf } from './graph/generate.js';
import { questionsOf } from './graph/questions.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * What the graph's store takes: writing the files of a scan (download and parsing aside), a push of 100 files and of one
 * (with a symbol and a call each), and every question, p95 of calls one after the other on a repository made inside the
 * database. Prints one line a figure: `name: value unit (n, median)`. `--quick` leaves out what needs more than a
 * minute. The database is the embedded one, or an empty one whose address is in the arguments.
 */
export async function bench(args: string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const given = args.find((arg) => arg.startsWith('postgres'));
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = given === undefined ? await startEmbeddedPostgres(folder, quiet) : null;
  const url = given ?? embedded?.url ?? '';
  await migrate(url);
  const source = createDataSource({ url, poolSize: 4, applicationName: 'bench' });
  await source.initialize();
  try {
    const installationId = await addInstallation(source);
    const graph = createPostgresGraph(source);
    await benchWrites('postgres', graph, installationId, isQuick ? [1000, 10_000] : [1000, 10_000, 100_000]);
    const sizes = [{ files: 10_000, pulls: 10_000 }, ...(isQuick ? [] : [{ files: 1_000_000, pulls: 100_000 }])];
    for (const [at, size] of sizes.entries()) {
      const owner = { installationId, repoId: 100 + at };
      await generateGraph(source, owner, size);
      await source.query('VACUUM ANALYZE');
      await benchQuestions(
        `postgres, ${size.files} files, ${size.pulls} pull requests`,
        graph,
        owner,
        isQuick ? 40 : 200,
      );
    }
  } finally {
    await source.destroy();
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
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
