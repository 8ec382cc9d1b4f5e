import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import type { KnowledgeGraph } from '../graph/knowledge-graph.js';
import { registerSecret } from '../access/redact.js';
import { showPlace } from '../graph/ask/show-place.js';
import { GraphUnavailableError } from '../graph/graph-unavailable-error.js';
import { openGraph } from '../graph/open-graph.js';
import { forgetRepository } from '../workflows/scans/forget-repository.js';
import { listScans, type RepositoryScans } from '../workflows/scans/list-scans.js';
import { requestScans } from '../workflows/scans/request-scans.js';
import { defineCommand, oneOf, UsageError } from './command-line.js';
import { onOneLine } from './graph/on-one-line.js';
import { graphStatus } from './graph/graph-status.js';
import { renderGraphStatus } from './graph/render-graph-status.js';
import { renderShownFile } from './graph/render-shown-file.js';
import { renderShownFolder } from './graph/render-shown-folder.js';
import { printResult } from './print-result.js';
import { withDatabase } from './with-database.js';

const HELP = `nectr graph status [<owner>/<repo>] | show <owner>/<repo> <path>[#<symbol>] | rescan <owner>/<repo> | forget <owner>/<repo>

What the reviewer knows of the repositories. Uses the database of the running server, or opens it.

  status [<owner>/<repo>]     what is known, which scans run and how far they are, which failed and why; the default
  show <owner>/<repo> <path>  of a file, or of a symbol in it: who knows it, what changes with it, what changed it, who calls
                              and tests it. Of a folder (. is all of it): its people, bus factor, hotspots, bug-prone
                              files, and what changes with it
  rescan <owner>/<repo>       reads the repository anew; what is known stays until the new scan has ended
  forget <owner>/<repo>       removes what is known; it is read again when somebody asks for it or pushes

  --json                      the same for programs
  --markdown                  of show: as Markdown

Ends with 0: done; 1: the graph's store gives no answer; 2: there is no such repository, or bad arguments.
`;

const VERBS = ['status', 'show', 'rescan', 'forget'] as const;

interface Wanted {
  verb: (typeof VERBS)[number];
  repo: string | null;
  json: boolean;
  /** Of `show`. */
  place: string | null;
  markdown: boolean;
}

/** `nectr graph`. */
export const command = defineCommand({
  name: 'graph',
  verbs: VERBS,
  help: HELP,
  options: { json: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
  mostArguments: 3,
  envFile: 'all',
  run: async ({ json, markdown }, [given = 'status', repo = null, place = null], env) => {
    const verb = oneOf('graph', VERBS, given);
    if (verb !== 'status' && repo === null) throw new UsageError(`${verb} takes the name of a repository: owner/repo`);
    if (repo !== null && !/^[\w.-]+\/[\w.-]+$/.test(repo)) {
      throw new UsageError(`a repository is owner/repo, not ${JSON.stringify(repo)}`);
    }
    if (verb === 'show' && place === null)
      throw new UsageError('show takes a path of the repository, path#symbol, or . for all of it');
    if (verb !== 'show' && (place !== null || markdown)) throw new UsageError(`${verb} takes a repository only`);
    const wanted = { verb, repo, json, place, markdown };
    await withDatabase(env, 'graph', (source, config) => onGraph(source, config, wanted));
  },
});

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
