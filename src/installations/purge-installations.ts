import type { DataSource, EntityManager } from 'typeorm';

export interface PurgedInstallation {
  githubInstallationId: number;
  /** Rows that went, by table; those that went with their parents are counted too. */
  counts: Record<string, number>;
}

export interface PurgePorts {
  source: DataSource;
  graph: { purge(owner: { installationId: number }): Promise<number> };
  /** Null: there is none. */
  memoryIndex: { purge(installationId: number, signal: AbortSignal): Promise<void> } | null;
  log: { error(fields: object, message: string): void };
}

/** Tables that carry an installation, children first, so that each can be counted. */
const TABLES = [
  'execution_logs',
  'lead_judgements',
  'diff_reviews',
  'replay_reviews',
  'replays',
  'scans',
  'findings',
  'memory_signals',
  'memories',
  'reply_limits',
  'reviews',
  'workflow_runs',
  'pull_requests',
  'budgets',
  'model_usage',
  'repositories',
  'workflow_triggers',
  'workflow_actions',
  'workflows',
  'integrations',
  'workflow_secrets',
  'write_limits',
] as const;

/**
 * Removes everything of installations that were uninstalled, the graph, engine rows and recorded payloads included, one
 * transaction for each. Nothing of others is touched. Returns what went, for the log. Where the graph's store is away
 * the rows stay, so that the next time finds it: throws that after the others. A recall index that is away keeps none.
 */
export async function purgeInstallations({
  source,
  graph,
  memoryIndex,
  log,
}: PurgePorts): Promise<PurgedInstallation[]> {
  const gone: { id: number; github_installation_id: string }[] = await source.query(
    'SELECT id, github_installation_id FROM installations WHERE deleted_at IS NOT NULL ORDER BY id',
  );
  const purged: PurgedInstallation[] = [];
  const failures: unknown[] = [];
  for (const { id, github_installation_id } of gone) {
    const githubInstallationId = Number(github_installation_id);
    try {
      const removed = await graph.purge({ installationId: id });
      await purgeIndex(id, { memoryIndex, log });
      const counts = await source.transaction((manager) => purgeOne(manager, id, githubInstallationId));
      purged.push({ githubInstallationId, counts: { ...counts, graph: removed } });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} installations are not removed yet`);
  return purged;
}

/** Outside of the house nothing can be enforced: what is left there is told, and the rows go all the same. */
async function purgeIndex(id: number, { memoryIndex, log }: Pick<PurgePorts, 'memoryIndex' | 'log'>): Promise<void> {
  try {
    await memoryIndex?.purge(id, new AbortController().signal);
  } catch (error) {
    log.error({ err: error, installationId: id }, 'memories of a removed installation are still in the recall index');
  }
}

async function purgeOne(manager: EntityManager, id: number, githubId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  counts['engine'] = await purgeEngine(manager, id, githubId);
  for (const table of TABLES) {
    counts[table] = await remove(manager, `DELETE FROM ${table} WHERE installation_id = $1 RETURNING 1`, [id]);
  }
  counts['github_paces'] = await remove(
    manager,
    'DELETE FROM github_paces WHERE github_installation_id = $1 RETURNING 1',
    [githubId],
  );
  counts['events'] = await remove(
    manager,
    'DELETE FROM events WHERE installation_id = $1 OR github_installation_id = $2 RETURNING 1',
    [id, githubId],
  );
  counts['installations'] = await remove(manager, 'DELETE FROM installations WHERE id = $1 RETURNING 1', [id]);
  return counts;
}

/** Inputs and step results of what was done for it hold texts of the pull requests. */
async function purgeEngine(manager: EntityManager, id: number, githubId: number): Promise<number> {
  const rows: { id: string }[] = await manager.query(
    `SELECT s.workflow_uuid AS id FROM dbos.workflow_status s
      WHERE s.workflow_uuid IN (SELECT execution_id FROM workflow_runs WHERE installation_id = $1)
         OR s.workflow_uuid IN (SELECT r.execution_id || '#' || n
              FROM workflow_runs r, generate_series(1, r.part) n WHERE r.installation_id = $1)
         OR s.workflow_uuid IN (SELECT execution_id || '#end' FROM workflow_runs WHERE installation_id = $1)
         OR s.workflow_uuid IN (SELECT prefix || c.id FROM scans c, unnest(ARRAY['scan:', 'workflow-files:scan:']) prefix
              WHERE c.installation_id = $1)
         OR s.workflow_uuid IN (SELECT 'diff:' || d.id FROM diff_reviews d WHERE d.installation_id = $1)
         OR s.workflow_uuid IN (SELECT 'replay:' || p.id FROM replays p WHERE p.installation_id = $1)
         OR s.workflow_uuid LIKE ANY (ARRAY['purge:' || $1::int || ':%', 'learn:' || $1::int || ':%', 'map:' || $1::int || ':%'])
         OR s.workflow_uuid IN (SELECT 'settle:' || execution_id FROM workflow_runs WHERE installation_id = $1)
         OR s.workflow_uuid IN (SELECT 'event:' || e.id || CASE WHEN n > 0 THEN ':' || n ELSE '' END
              FROM events e, generate_series(0, e.retry_count) n WHERE e.installation_id = $1 OR e.github_installation_id = $2)
         OR s.workflow_uuid IN (SELECT prefix || e.id
              FROM events e, unnest(ARRAY['index:', 'people:', 'workflow-files:']) prefix
              WHERE e.installation_id = $1 OR e.github_installation_id = $2)`,
    [id, githubId],
  );
  const ids = rows.map((row) => row.id);
  for (const table of ['workflow_input', 'workflow_output', 'operation_outputs', 'workflow_status']) {
    await manager.query(`DELETE FROM dbos.${table} WHERE workflow_uuid = ANY ($1)`, [ids]);
  }
  return ids.length;
}

async function remove(manager: EntityManager, sql: string, parameters: unknown[]): Promise<number> {
  const [rows]: [unknown[], number] = await manager.query(sql, parameters);
  return rows.length;
}
