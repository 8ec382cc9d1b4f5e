import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { cutText } from '../../words/cut-text.js';
import { isBug } from '../../graph/history/is-bug.js';
import { maskSecrets } from '../../review/analyzers/mask-secrets.js';
import { durableStep, indexSlots, RunFailedError } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import { ifKnown } from './if-known.js';
import { indexPull } from './index-pull.js';

/** Events after which the graph says something that is not so any more. */
const INDEXED = new Set([
  'pull_request.closed',
  'pull_request.reopened',
  'pull_request.edited',
  'issues.opened',
  'issues.edited',
  'issues.closed',
  'issues.reopened',
  'issues.labeled',
  'issues.unlabeled',
]);

const LONGEST_TITLE = 300;
const Issue = z.object({
  number: z.coerce.number().int().positive(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  labels: z.array(z.string()).max(100).catch([]),
  updated_at: z.coerce.date().nullable().catch(null),
});

/** Of the payload, which may be large, only what is asked for. */
interface EventRow {
  pull: number | null;
  issue: unknown;
  installationId: number;
  repositoryId: number;
  githubInstallationId: number;
  githubRepoId: number;
  fullName: string;
}

/** Asks that the graph follows an event, in the caller's transaction; nothing for events that change nothing there. */
export async function requestIndex(
  manager: EntityManager,
  event: { id: string; event_type: string },
  repositoryId: number,
): Promise<void> {
  if (!INDEXED.has(event.event_type)) return;
  await enqueueWorkflow(manager, {
    workflow: 'index_event',
    queue: 'indexes',
    id: `index:${event.id}`,
    args: [event.id, repositoryId],
    partitionKey: String(repositoryId),
  });
}

/**
 * Brings to the graph what an event changed. Tried again for a while; then it is logged, and the next event comes with
 * it.
 */
export async function indexEvent(ports: WorkflowPorts, eventId: string, repositoryId: number): Promise<void> {
  try {
    const what = await durableStep(indexSlots(ports, repositoryId), 'index', new AbortController().signal, () =>
      follow(ports, eventId, repositoryId),
    );
    ports.log.debug({ eventId, what }, 'the graph follows an event');
  } catch (error) {
    if (isEngineControl(error) || !(error instanceof RunFailedError)) throw error;
    ports.log.warn({ err: error, eventId }, 'the graph did not follow an event');
  }
}

async function follow(ports: WorkflowPorts, eventId: string, repositoryId: number): Promise<string> {
  const row = await readEvent(ports.source, eventId, repositoryId);
  if (row === undefined) return 'nothing';
  const { pull, issue, ...owner } = row;
  if (pull !== null) return indexPull(ports, { ...owner, number: pull }).catch(gone);
  const parsed = Issue.safeParse(issue);
  if (!parsed.success) return 'nothing';
  const { number, title, state, labels, updated_at: updatedAt } = parsed.data;
  const masked = maskSecrets(cutText(title, LONGEST_TITLE));
  const about = { number, title: masked, state, isBug: isBug(labels, title), updatedAt };
  return ifKnown(() =>
    ports.graph.indexIssues({ installationId: row.installationId, repoId: row.githubRepoId }, [about]),
  );
}

/** Who took the repository or its permissions away meanwhile wants nothing of it to be known. */
function gone(error: unknown): string {
  if (error instanceof GitHubTerminalError) return 'gone';
  throw error;
}

async function readEvent(source: DataSource, eventId: string, repositoryId: number): Promise<EventRow | undefined> {
  const rows: EventRow[] = await source.query(
    `SELECT (e.payload #>> '{pull_request,number}')::int AS pull,
            CASE WHEN e.payload #> '{issue,pull_request}' IS NULL THEN jsonb_build_object(
              'number', e.payload #> '{issue,number}', 'title', left(e.payload #>> '{issue,title}', 1000),
              'state', e.payload #> '{issue,state}', 'updated_at', e.payload #> '{issue,updated_at}',
              'labels', jsonb_path_query_array(e.payload, '$.issue.labels[*].name')) END AS issue,
            r.installation_id AS "installationId", r.id AS "repositoryId",
            i.github_installation_id::float8 AS "githubInstallationId", r.github_repo_id::float8 AS "githubRepoId",
            r.full_name AS "fullName"
       FROM events e, repositories r JOIN installations i ON i.id = r.installation_id
      WHERE e.id = $1 AND r.id = $2 AND r.is_active AND i.is_active`,
    [eventId, repositoryId],
  );
  return rows[0];
}
