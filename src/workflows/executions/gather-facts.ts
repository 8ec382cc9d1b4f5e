import type { DataSource } from 'typeorm';
import { CODE_OWNERS_PATHS, parseCodeOwners, type OwnerRule } from '../../graph/formulas/code-owners.js';
import { readBlob } from '../../github/read/read-blob.js';
import { fileOfRow } from '../../github/read/read-changed-files.js';
import { readFileRows } from '../../github/read/read-file-rows.js';
import { readPull } from '../../github/read/read-pull.js';
import { boundDiffs } from '../../review/plan/bound-diffs.js';
import type { ChangedFile } from '../../review/types.js';
import type { WorkflowPorts } from '../ports.js';
import { readerOf, targetOf } from '../pulls/pull-writer.js';
import type { Facts } from '../conditions/variables.js';
import { eventFacts, payloadOf, type EventFacts } from './event-facts.js';
import { pullRunOf, type ExecutionRecord, type Judgeable } from './execution-record.js';
import { graphFacts } from './graph-facts.js';
import { isOpenNow } from '../../ledger/finding-state.js';

type ReviewFacts = NonNullable<Facts['review']>;

/** What only the pull request itself tells where the event says nothing of it. */
const OF_PULL = ['labels', 'fork', 'body'] as const;

/** What has to be asked for, beside what the event and earlier steps tell. */
export type Need = (typeof OF_PULL)[number] | 'files' | 'review' | 'graph' | 'code owners';

/** Files that are listed of a change; of a larger one it is not known which files it touches. */
const MOST_FILES = 3000;

/**
 * Everything that is known of what a run is about, as far as it is needed. What cannot be known (no pull request, no
 * answer of the graph, no review yet) is absent. `isAnew`: of the pull request what it is now counts, not what the event
 * told; `steps`: what came of the steps before. Throws what GitHub and the database throw.
 */
export async function gatherFacts(
  ports: WorkflowPorts,
  run: Judgeable,
  needs: ReadonlySet<Need>,
  { isAnew = false, steps = {} }: { isAnew?: boolean; steps?: NonNullable<Facts['steps']> } = {},
): Promise<Facts> {
  const event = await baseFacts(ports.source, run, isAnew);
  let facts: Facts = {
    event,
    steps,
    inputs: run.inputs,
    now: run.queuedAt,
    ...(run.event === null ? {} : { payload: payloadOf(run.event) }),
  };
  if (run.pull === null || run.repository === null) return facts;
  const missing = OF_PULL.filter((name) => needs.has(name) && event[name] === undefined);
  if (missing.length > 0) Object.assign(event, await pullFacts(ports, run, missing));
  const files = needs.has('files') || needs.has('graph') ? await listFiles(ports, run) : null;
  if (files !== null && needs.has('files')) Object.assign(event, fileFacts(files));
  if (needs.has('code owners')) facts = { ...facts, code_owners: await readCodeOwners(ports, run) };
  if (needs.has('review')) {
    const review = await reviewFacts(ports.source, run);
    if (review !== null) facts = { ...facts, review };
  }
  if (files !== null && needs.has('graph')) {
    const graph = await graphFacts(ports, run, files);
    if (graph !== null) facts = { ...facts, graph };
  }
  return facts;
}

/** The event's own words, and what our row of the pull request says where it does not. */
async function baseFacts(
  source: DataSource,
  { event, pull, triggerType, repository, requestedBy }: Judgeable,
  isAnew: boolean,
): Promise<EventFacts> {
  const told: EventFacts = event === null ? { type: triggerType } : eventFacts(event);
  if (event === null && requestedBy !== null) told.actor = requestedBy;
  if (repository !== null) told.repository ??= repository.fullName;
  if (pull === null) return told;
  const rows: EventFacts[] = await source.query(
    `SELECT number, title, draft, origin, head_ref AS head, head_sha, base_ref AS base, base_sha,
            merged_at IS NOT NULL AS merged, additions, deletions, opened_at AS created_at, github_updated_at AS updated_at
       FROM pull_requests WHERE id = $1`,
    [pull.id],
  );
  const known = Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, value]) => value !== null && value !== ''));
  if (!isAnew) return { ...known, ...told };
  for (const name of OF_PULL) delete told[name];
  return { ...told, ...known };
}

async function pullFacts(
  ports: WorkflowPorts,
  run: Judgeable,
  wanted: readonly (typeof OF_PULL)[number][],
): Promise<Partial<EventFacts>> {
  const pullRun = pullRunOf(run);
  const { labels, body, fromFork = false } = await readPull(await readerOf(ports, pullRun), targetOf(pullRun));
  const facts = { labels, body, fork: fromFork };
  return Object.fromEntries(wanted.map((name) => [name, facts[name]]));
}

/** With as much of their diffs as a review would read. Null: there are more files than are listed. */
async function listFiles(ports: WorkflowPorts, run: Judgeable): Promise<ChangedFile[] | null> {
  const pullRun = pullRunOf(run);
  const diffs = boundDiffs();
  const { count } = await readFileRows(await readerOf(ports, pullRun), targetOf(pullRun), 0, (row) =>
    diffs.add(fileOfRow(row)),
  );
  return count >= MOST_FILES ? null : diffs.files();
}

function fileFacts(files: readonly ChangedFile[]): Partial<EventFacts> {
  return {
    changed_files: [...new Set(files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]))],
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
  };
}

async function readCodeOwners(ports: WorkflowPorts, run: Judgeable): Promise<readonly OwnerRule[]> {
  const pullRun = pullRunOf(run);
  const octokit = await readerOf(ports, pullRun);
  for (const path of CODE_OWNERS_PATHS) {
    const text = await readBlob(octokit, targetOf(pullRun), path, `refs/heads/${run.pull?.baseRef ?? ''}`);
    if (text !== null) return parseCodeOwners(text.toString('utf8'));
  }
  return [];
}

/** Of the last review of the head; null: there is none yet. */
export async function reviewFacts(
  source: DataSource,
  { pull }: Pick<ExecutionRecord, 'pull'>,
): Promise<ReviewFacts | null> {
  const rows: (Omit<ReviewFacts, 'findings' | 'coverage'> & {
    findings: Record<string, number> | null;
    coverage: unknown;
  })[] = await source.query(
    `SELECT r.outcome, r.verdict, r.risk, r.coverage,
              (SELECT json_object_agg(f.severity, f.count) FROM (SELECT severity, count(*)::int AS count FROM findings o
                 WHERE pull_request_id = $1 AND ${isOpenNow('o')} GROUP BY severity) f) AS findings
         FROM reviews r WHERE r.pull_request_id = $1 AND r.head_sha = $2 AND r.outcome IN ('reviewed', 'partial')
        ORDER BY r.created_at DESC LIMIT 1`,
    [pull?.id, pull?.headSha],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const count = (severity: string) => row.findings?.[severity] ?? 0;
  const { total = 0, read = [] } = (row.coverage ?? {}) as { total?: number; read?: unknown[] | number };
  return {
    outcome: row.outcome,
    verdict: row.verdict,
    risk: row.risk,
    findings: {
      must_fix: count('must-fix'),
      should_fix: count('should-fix'),
      minor: count('minor'),
      total: Object.values(row.findings ?? {}).reduce((sum, each) => sum + each, 0),
    },
    coverage: { total, read: Array.isArray(read) ? read.length : read },
  };
}
