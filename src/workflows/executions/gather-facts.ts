import type { DataSource } from 'typeorm';
import { CODE_OWNERS_PATHS, parseCodeOwners, type OwnerRule } from '../../graph/formulas/code-owners.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readFileRows, type ListedFile } from '../../github/read/read-file-rows.js';
import type { Change, ChangeHistory, ChangedFile } from '../../review/types.js';
import type { WorkflowPorts } from '../ports.js';
import { readHistory } from '../pulls/read-history.js';
import { readerOf, targetOf } from '../pulls/pull-writer.js';
import type { Facts } from '../conditions/variables.js';
import { eventFacts, payloadOf, type EventFacts } from './event-facts.js';
import { pullRunOf, type ExecutionRecord } from './execution-record.js';

type ReviewFacts = NonNullable<Facts['review']>;
type GraphFacts = NonNullable<Facts['graph']>;

/** What has to be asked for, beside what the event and earlier steps tell. */
export type Need = 'files' | 'review' | 'graph' | 'code owners';

/** Files that are listed of a change; of a larger one it is not known which files it touches. */
const MOST_FILES = 3000;

/**
 * Everything that is known of what a run is about, as far as it is needed. What cannot be known (no pull request, no
 * answer of the graph, no review yet) is absent. Throws what GitHub and the database throw.
 */
export async function gatherFacts(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  needs: ReadonlySet<Need>,
): Promise<Facts> {
  const event = await baseFacts(ports.source, run);
  let facts: Facts = {
    event,
    steps: await stepFacts(ports.source, run),
    inputs: run.inputs,
    now: new Date(),
    ...(run.event === null ? {} : { payload: payloadOf(run.event) }),
  };
  if (run.pull === null || run.repository === null) return facts;
  const rows = needs.has('files') || needs.has('graph') ? await listFiles(ports, run) : null;
  if (rows !== null && needs.has('files')) Object.assign(event, fileFacts(rows));
  if (needs.has('code owners')) facts = { ...facts, code_owners: await readCodeOwners(ports, run) };
  if (needs.has('review')) {
    const review = await reviewFacts(ports.source, run);
    if (review !== null) facts = { ...facts, review };
  }
  if (rows !== null && needs.has('graph')) {
    const graph = await graphFacts(ports, run, rows);
    if (graph !== null) facts = { ...facts, graph };
  }
  return facts;
}

/** The event's own words, and what our row of the pull request says where it does not. */
async function baseFacts(
  source: DataSource,
  { event, pull, triggerType, repository }: ExecutionRecord,
): Promise<EventFacts> {
  const told: EventFacts = event === null ? { type: triggerType } : eventFacts(event);
  if (repository !== null) told.repository ??= repository.fullName;
  if (pull === null) return told;
  const rows: EventFacts[] = await source.query(
    `SELECT number, title, draft, origin, head_ref AS head, head_sha, base_ref AS base, base_sha,
            merged_at IS NOT NULL AS merged, additions, deletions FROM pull_requests WHERE id = $1`,
    [pull.id],
  );
  const known = Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, value]) => value !== null && value !== ''));
  return { ...known, ...told };
}

async function stepFacts(source: DataSource, { id }: ExecutionRecord): Promise<Facts['steps']> {
  const rows: { name: string; status: string; result: Record<string, unknown> | null }[] = await source.query(
    `SELECT name, status, result FROM execution_steps WHERE run_id = $1 AND status IN ('completed', 'skipped', 'failed')`,
    [id],
  );
  return Object.fromEntries(rows.map(({ name, status, result }) => [name, { ...result, status }]));
}

/** Null: there are more files than are listed. */
async function listFiles(ports: WorkflowPorts, run: ExecutionRecord): Promise<ListedFile[] | null> {
  const pullRun = pullRunOf(run);
  const rows: ListedFile[] = [];
  await readFileRows(await readerOf(ports, pullRun), targetOf(pullRun), 0, (row) => rows.push(row));
  return rows.length >= MOST_FILES ? null : rows;
}

function fileFacts(rows: readonly ListedFile[]): Partial<EventFacts> {
  return {
    changed_files: [...new Set(rows.flatMap((row) => [row.filename, row.previous_filename ?? row.filename]))],
    additions: rows.reduce((sum, row) => sum + row.additions, 0),
    deletions: rows.reduce((sum, row) => sum + row.deletions, 0),
  };
}

async function readCodeOwners(ports: WorkflowPorts, run: ExecutionRecord): Promise<readonly OwnerRule[]> {
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
    `SELECT r.outcome, r.verdict, r.coverage,
              (SELECT json_object_agg(f.severity, f.count) FROM (SELECT severity, count(*)::int AS count FROM findings
                 WHERE pull_request_id = $1 AND state = 'open' GROUP BY severity) f) AS findings
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
    findings: {
      must_fix: count('must-fix'),
      should_fix: count('should-fix'),
      minor: count('minor'),
      total: Object.values(row.findings ?? {}).reduce((sum, each) => sum + each, 0),
    },
    coverage: { total, read: Array.isArray(read) ? read.length : read },
  };
}

/** Null: the graph gives no answer, or does not know the repository. */
async function graphFacts(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  rows: readonly ListedFile[],
): Promise<GraphFacts | null> {
  const pullRun = pullRunOf(run);
  const files = rows.map(changedFile);
  const change = { number: pullRun.pullNumber, title: '', author: '', files } as unknown as Change;
  const { history } = await readHistory(
    ports,
    pullRun,
    change,
    async () => null,
    async () => null,
  );
  return history.source === 'graph' && history.absent === null ? factsOfHistory(history) : null;
}

function factsOfHistory({ called, files, experts, reviewers }: ChangeHistory): GraphFacts {
  const callers = new Set(called.flatMap((one) => one.callers.map(({ path, name }) => `${path}\0${name}`)));
  return {
    callers: callers.size,
    bug_prone: files.filter(({ bugProne }) => bugProne > 0).map(({ path }) => path),
    hotspots: files.filter(({ hotspot }) => hotspot !== null).map(({ path }) => path),
    experts: experts.filter(({ isInactive }) => !isInactive).map(({ name }) => name),
    ...(reviewers.gap === null ? {} : { bus_factor: 1 }),
  };
}

/** A row of the file list as a changed file without its diff. */
export function changedFile(row: ListedFile): ChangedFile {
  return {
    path: row.filename,
    oldPath: row.previous_filename ?? null,
    status: row.status === 'added' ? 'added' : row.status === 'removed' ? 'deleted' : 'modified',
    additions: row.additions,
    deletions: row.deletions,
    binary: false,
    hunks: [],
    unread: null,
  };
}
