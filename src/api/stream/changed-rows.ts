import type { ClientBase } from 'pg';

/** One change as the stream tells it. `id` is where a reader goes on. */
export interface ChangedRow {
  id: string;
  event: 'review.updated' | 'finding.updated' | 'scan.updated' | 'replay.updated' | 'execution.updated';
  installationId: number;
  /** Null: of a run that is about none, which administrators see. */
  repositoryId: number | null;
  /** What a row of a list shows, with ids and `repo`. */
  data: Record<string, unknown>;
}

/** Changes that are read at a time. */
export const MOST_CHANGES = 500;

/** What a look at the changes found: `seen` is what this and all earlier looks saw, as PostgreSQL writes a snapshot. */
export interface Look {
  rows: ChangedRow[];
  seen: string;
}

/**
 * The changes that were committed since an earlier look, however long their transactions took; null: those of the last
 * ten minutes. A transaction that is still open holds nothing back: what it changes is found once it has ended. Of an
 * object that changed several times the last change is told, as it is now.
 */
export async function lookAtChanges(client: Pick<ClientBase, 'query'>, seen: string | null): Promise<Look> {
  const now = await client.query<{ snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot');
  const until = now.rows[0]?.snapshot ?? '';
  const rows: ChangedRow[] = [];
  for (let after = { xid: '0', id: '0' }, more = true; more;) {
    const part = await readChanges(client, { seen, until, after });
    rows.push(...part.rows);
    ({ after, more } = part);
  }
  return { rows, seen: until };
}

interface Place {
  xid: string;
  id: string;
}

async function readChanges(
  client: Pick<ClientBase, 'query'>,
  { seen, until, after }: { seen: string | null; until: string; after: Place },
): Promise<{ rows: ChangedRow[]; after: Place; more: boolean }> {
  const { rows } = await client.query<{
    xid: string;
    id: string;
    kind: 'review' | 'finding' | 'scan' | 'replay' | 'execution';
    installation_id: number;
    repository_id: number | null;
    data: Record<string, unknown> | null;
    total: number;
  }>(
    `WITH fresh AS MATERIALIZED (
       SELECT xid, id, kind, object_id, installation_id, repository_id FROM changes
        WHERE (xid, id) > ($1::bigint, $2::bigint) AND pg_visible_in_snapshot(xid::text::xid8, $4::pg_snapshot)
          AND CASE WHEN $3::text IS NULL THEN created_at > now() - interval '10 minutes'
                ELSE xid >= pg_snapshot_xmin($3::pg_snapshot)::text::bigint
                     AND NOT pg_visible_in_snapshot(xid::text::xid8, $3::pg_snapshot) END
        ORDER BY xid, id LIMIT ${MOST_CHANGES})
     SELECT f.xid, f.id, f.kind, f.installation_id, f.repository_id, (SELECT count(*)::int FROM fresh) AS total, CASE f.kind
       WHEN 'review' THEN (
         SELECT jsonb_build_object('id', v.id, 'repo', r.full_name, 'pr_number', v.pull_number, 'pr_title', q.title, 'author', q.author,
                  'outcome', v.outcome, 'reason', v.reason, 'verdict', v.verdict, 'round', v.round, 'head_sha', v.head_sha, 'created_at', v.created_at)
           FROM reviews v JOIN repositories r ON r.id = v.repository_id JOIN pull_requests q ON q.id = v.pull_request_id WHERE v.id = f.object_id::uuid)
       WHEN 'finding' THEN (
         SELECT jsonb_build_object('id', d.id, 'repo', r.full_name, 'pr_number', q.number, 'handle', 'F' || d.handle, 'state', d.state,
                  'severity', d.severity, 'category', d.category, 'title', d.title, 'path', d.path, 'line', d.line)
           FROM findings d JOIN repositories r ON r.id = d.repository_id JOIN pull_requests q ON q.id = d.pull_request_id WHERE d.id = f.object_id::uuid)
       WHEN 'scan' THEN (
         SELECT jsonb_build_object('id', s.id::text, 'repo', r.full_name, 'kind', s.kind, 'state', s.status, 'phase', s.phase,
                  'files_read', s.files_read, 'files_total', s.files_total)
           FROM scans s JOIN repositories r ON r.id = s.repository_id WHERE s.id = f.object_id::bigint)
       WHEN 'replay' THEN (
         SELECT jsonb_build_object('id', p.id, 'repo', r.full_name, 'status', p.status, 'reason', p.reason,
                  'reviews_done', p.reviews_done, 'reviews_total', p.reviews_total)
           FROM replays p JOIN repositories r ON r.id = p.repository_id WHERE p.id = f.object_id::uuid)
       ELSE (
         SELECT jsonb_build_object('id', w.execution_id, 'run_id', w.id, 'installation_id', w.installation_id, 'repo', r.full_name,
                  'pr_number', q.number, 'workflow_id', w.workflow_id, 'workflow_type', w.workflow_type, 'status', w.status,
                  'outcome', w.outcome, 'reason', w.outcome_reason, 'waiting_for', w.waiting_for, 'resume_at', w.resume_at,
                  'steps', COALESCE((SELECT jsonb_agg(jsonb_build_object('name', s.name, 'status', s.status) ORDER BY s.position)
                     FROM execution_steps s WHERE s.run_id = w.id), '[]'))
           FROM workflow_runs w LEFT JOIN repositories r ON r.id = w.repository_id LEFT JOIN pull_requests q ON q.id = w.pull_request_id
          WHERE w.execution_id = f.object_id) END AS data
       FROM fresh f WHERE NOT EXISTS (
         SELECT FROM fresh later WHERE later.kind = f.kind AND later.object_id = f.object_id AND (later.xid, later.id) > (f.xid, f.id))
      ORDER BY f.xid, f.id`,
    [after.xid, after.id, seen, until],
  );
  const last = rows.at(-1);
  return {
    rows: rows.flatMap(({ xid, id, kind, installation_id: installationId, repository_id: repositoryId, data }) =>
      data === null
        ? []
        : [{ id: `${xid}-${id}`, event: `${kind}.updated` as const, installationId, repositoryId, data }],
    ),
    after: last === undefined ? after : { xid: last.xid, id: last.id },
    more: last?.total === MOST_CHANGES,
  };
}
