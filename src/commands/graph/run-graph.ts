import type { DataSource } from 'typeorm';
import type { Config } from '../../config.js';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import { registerSecret } from '../../access/redact.js';
import { showPlace } from '../../graph/ask/show-place.js';
import { GraphUnavailableError } from '../../graph/graph-unavailable-error.js';
import { openGraph } from '../../graph/open-graph.js';
import { forgetRepository } from '../../workflows/scans/forget-repository.js';
import { listScans, type RepositoryScans } from '../../workflows/scans/list-scans.js';
import { requestScans } from '../../workflows/scans/request-scans.js';
import type { Env } from '../command-line.js';
import { onOneLine } from './on-one-line.js';
import { graphStatus } from './graph-status.js';
import { renderGraphStatus } from './render-graph-status.js';
import { renderShownFile } from './render-shown-file.js';
import { renderShownFolder } from './render-shown-folder.js';
import { printResult } from '../print-result.js';
import { withDatabase } from '../with-database.js';

interface Wanted {
  verb: 'status' | 'show' | 'rescan' | 'forget';
  repo: string | null;
  json: boolean;
  /** Of `show`. */
  place: string | null;
  markdown: boolean;
}

/** `nectr graph` with what was asked for. Sets the exit code as its help says. */
export async function runGraph(env: Env, wanted: Wanted): Promise<void> {
  await withDatabase(env, 'graph', (source, config) => onGraph(source, config, wanted));
}

async function onGraph(source: DataSource, config: Config, wanted: Wanted): Promise<void> {
  if (config.neo4j !== null) registerSecret(config.neo4j.password);
  const graph = await openGraph(config, source);
  try {
    await run({ source, graph }, wanted);
  } finally {
    await graph.close().catch(() => undefined);
  }
}

async function run(ports: { source: DataSource; graph: KnowledgeGraph }, wanted: Wanted): Promise<void> {
  const { verb, repo, json } = wanted;
  const repositories = await listScans(ports.source, repo);
  if (repo !== null && repositories.length === 0) {
    process.stderr.write(`Nectr is not installed on ${repo}; \`nectr graph status\` lists them.\n`);
    process.exitCode = 2;
    return;
  }
  if (verb === 'status') {
    const status = await graphStatus(ports.graph, repositories);
    if (status.failure !== null) process.exitCode = 1;
    return printResult(json, status, renderGraphStatus(status, new Date()));
  }
  if (verb === 'show') {
    for (const repository of repositories) await show(ports.graph, repository, wanted);
    return;
  }
  for (const repository of repositories) await (verb === 'rescan' ? rescan : forget)(ports, repository, json);
}

async function show(
  graph: KnowledgeGraph,
  { installationId, githubRepoId, fullName }: RepositoryScans,
  { place, json, markdown }: Wanted,
): Promise<void> {
  const repository = { installationId, repoId: githubRepoId };
  const shown = await showPlace(graph, repository, { place: place ?? '', now: new Date() });
  if (shown !== null) {
    const text = 'folder' in shown ? renderShownFolder(shown, markdown) : renderShownFile(shown, markdown);
    return printResult(json, { repository: fullName, ...shown }, text);
  }
  process.stderr.write(`${fullName}: the graph's store gives no answer: try again when it does\n`);
  process.exitCode = 1;
}

async function rescan(
  { source }: { source: DataSource },
  { repositoryId, fullName }: RepositoryScans,
  json: boolean,
): Promise<void> {
  const [scan = null] = await source.transaction((manager) =>
    requestScans(manager, { repositoryIds: [repositoryId], kind: 'full', reason: 'rescan', replaces: true }),
  );
  printResult(
    json,
    { repository: fullName, scan },
    `${fullName}: scan ${scan} is queued; \`nectr graph status ${fullName}\` shows how far it is\n`,
  );
}

async function forget(
  ports: { source: DataSource; graph: KnowledgeGraph },
  repository: RepositoryScans,
  json: boolean,
): Promise<void> {
  const { fullName } = repository;
  try {
    const removed = await forgetRepository(ports, repository);
    printResult(json, { repository: fullName, removed }, `${fullName}: ${removed} nodes and edges are removed\n`);
  } catch (error) {
    if (!(error instanceof GraphUnavailableError)) throw error;
    const why = onOneLine(error.message);
    process.stderr.write(`${fullName}: the graph's store gives no answer (${why}): try again when it does\n`);
    process.exitCode = 1;
  }
}
