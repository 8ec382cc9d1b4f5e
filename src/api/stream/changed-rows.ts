import type { ClientBase } from 'pg';

/** One change as the stream tells it. `id` is where a reader goes on. */
export interface ChangedRow {
  id: string;
  event: 'review.updated' | 'finding.updated' | 'scan.updated' | 'execution.updated';
  repositoryId: number;
  /** What a row of a list shows, with ids and `repo`. */
  data: Record<string, unknown>;
}

/** Where a reader is: a transaction, and a change within it. */
export interface Position {
  xid: string;
  id: string;
}

/** Changes that are read at a time. */
export const MOST_CHANGES = 500;

/**
 * The changes after a position, in the order of their transactions, only of those that nothing older can come before.
 * Of an object that changed several times the last change is told, as it is now.
 */
export async function readChanges(
  client: Pick<ClientBase, 'query'>,
  after: Position,
): Promise<{ rows: ChangedRow[]; last: Position; more: boolean }> {
  const { rows } = await client.query<{
    xid: string;
    id: string;
    kind: 'review' | 'finding' | 'scan' | 'execution';
    repository_id: number | null;
    data: Record<string, unknown> | null;
    total: number;
  }>(
    `WITH fresh AS MATERIALIZED (
       SELECT xid, id, kind, object_id, repository_id FROM changes
        WHERE (xid, id) > ($1::bigint, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY xid, id LIMIT ${MOST_CHANGES})
     SELECT f.xid, f.id, f.kind, f.repository_id, (SELECT count(*)::int FROM fresh) AS total, CASE f.kind
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
       ELSE (
         SELECT jsonb_build_object('id', w.execution_id, 'repo', r.full_name, 'pr_number', q.number, 'workflow_type', w.workflow_type,
                  'status', w.status, 'outcome', w.outcome, 'reason', w.outcome_reason)
           FROM workflow_runs w JOIN repositories r ON r.id = w.repository_id LEFT JOIN pull_requests q ON q.id = w.pull_request_id
          WHERE w.execution_id = f.object_id) END AS data
       FROM fresh f WHERE NOT EXISTS (
         SELECT FROM fresh later WHERE later.kind = f.kind AND later.object_id = f.object_id AND (later.xid, later.id) > (f.xid, f.id))
      ORDER BY f.xid, f.id`,
    [after.xid, after.id],
  );
  const last = rows.at(-1);
  return {
    rows: rows.flatMap(({ xid, id, kind, repository_id, data }) =>
      data === null || repository_id === null
        ? []
        : [{ id: `${xid}-${id}`, event: `${kind}.updated` as const, repositoryId: repository_id, data }],
    ),
    last: last === undefined ? after : { xid: last.xid, id: last.id },
    more: last?.total === MOST_CHANGES,
  };
}

/** Where the changes of the last ten minutes begin, and where they end. */
export async function positionsNow(client: Pick<ClientBase, 'query'>): Promise<{ oldest: Position; newest: Position }> {
  const { rows } = await client.query<{ oldest: string | null; newest: string }>(
    `SELECT min(xid) AS oldest, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS newest FROM changes
      WHERE created_at > now() - interval '10 minutes'`,
  );
  const newest = rows[0]?.newest ?? '0';
  return { oldest: { xid: rows[0]?.oldest ?? newest, id: '0' }, newest: { xid: newest, id: '9223372036854775807' } };
}

/** What a browser sends as `Last-Event-ID`; null: it is none of ours. */
export function parsePosition(text: string | undefined): Position | null {
  const match = /^(\d{1,19})-(\d{1,19})$/.exec(text ?? '');
  return match ? { xid: match[1] ?? '0', id: match[2] ?? '0' } : null;
}

/** Whether a change lies after a position. */
export function isAfter(row: Pick<ChangedRow, 'id'>, { xid, id }: Position): boolean {
  const [rowXid = '0', rowId = '0'] = row.id.split('-');
  return BigInt(rowXid) === BigInt(xid) ? BigInt(rowId) > BigInt(id) : BigInt(rowXid) > BigInt(xid);
}
