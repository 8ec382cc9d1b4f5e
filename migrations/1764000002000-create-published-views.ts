import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The names under which the tables were published first, the monitoring views, and the clean-up function. Read-only. */
export class CreatePublishedViews1764000002000 implements MigrationInterface {
  readonly name = 'CreatePublishedViews1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE VIEW workflow_executions WITH (security_invoker = true) AS
      SELECT id, workflow_id, execution_id, status, started_at, completed_at, result, error_message, retry_count,
             parent_execution_id, trigger_type, trigger_data
        FROM workflow_runs`);
    await runner.query(`CREATE VIEW integration_events WITH (security_invoker = true) AS
      SELECT id, integration_id, event_type, delivery_id AS event_id, payload, status, processed_at, error_message,
             retry_count, created_at
        FROM events`);
    await runner.query(`CREATE VIEW recent_workflow_activity WITH (security_invoker = true) AS
      SELECT w.name AS workflow_name, r.execution_id, r.status, r.started_at, r.completed_at,
             extract(epoch FROM r.completed_at - r.started_at) AS duration_seconds, r.retry_count, r.trigger_type
        FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
       WHERE COALESCE(r.started_at, r.queued_at) > now() - interval '7 days'
       ORDER BY r.started_at DESC NULLS FIRST`);
    // The age stands in the join: in WHERE it would lose the workflows without a recent run.
    await runner.query(`CREATE VIEW workflow_performance_stats WITH (security_invoker = true) AS
      SELECT w.id AS workflow_id, w.name AS workflow_name, count(r.id) AS total_executions,
             count(r.id) FILTER (WHERE r.status = 'completed') AS successful_executions,
             count(r.id) FILTER (WHERE r.status = 'failed') AS failed_executions,
             round(avg(extract(epoch FROM r.completed_at - r.started_at)), 2) AS avg_duration_seconds,
             max(r.started_at) AS last_execution_at,
             count(r.id) FILTER (WHERE r.status = 'timeout') AS timeout_executions,
             count(r.id) FILTER (WHERE r.status = 'cancelled') AS cancelled_executions
        FROM workflows w
        LEFT JOIN workflow_runs r ON r.workflow_id = w.id
         AND COALESCE(r.started_at, r.queued_at) > now() - interval '30 days'
       GROUP BY w.id, w.name`);
    await runner.query(`CREATE VIEW database_sizes WITH (security_invoker = true) AS
      SELECT c.relname AS table_name,
             COALESCE(sum(pg_total_relation_size(t.relid)), pg_total_relation_size(c.oid))::bigint AS bytes,
             pg_size_pretty(COALESCE(sum(pg_total_relation_size(t.relid)), pg_total_relation_size(c.oid))) AS size
        FROM pg_class c
        LEFT JOIN LATERAL pg_partition_tree(c.oid) t ON c.relkind = 'p'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       GROUP BY c.oid, c.relname`);
    await runner.query(`CREATE FUNCTION cleanup_old_execution_logs(days_to_keep int DEFAULT 30) RETURNS int AS $$
    DECLARE
      deleted_count int;
    BEGIN
      DELETE FROM execution_logs WHERE created_at < now() - make_interval(days => days_to_keep);
      GET DIAGNOSTICS deleted_count = ROW_COUNT;
      RETURN deleted_count;
    END;
    $$ LANGUAGE plpgsql`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION cleanup_old_execution_logs(int)');
    for (const view of [
      'database_sizes',
      'workflow_performance_stats',
      'recent_workflow_activity',
      'integration_events',
      'workflow_executions',
    ]) {
      await runner.query(`DROP VIEW ${view}`);
    }
  }
}
