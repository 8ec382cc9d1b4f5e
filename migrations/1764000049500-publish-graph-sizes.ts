import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How large the graph in PostgreSQL is, beside `database_sizes`: counts as the last ANALYZE left them, so that no table is
 * read.
 */
export class PublishGraphSizes1764000049500 implements MigrationInterface {
  readonly name = 'PublishGraphSizes1764000049500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE VIEW graph_sizes WITH (security_invoker = true) AS
      SELECT k.kind, sum(greatest(c.reltuples, 0))::bigint AS about, sum(pg_total_relation_size(c.oid))::bigint AS bytes
        FROM pg_class c
        CROSS JOIN LATERAL (SELECT CASE WHEN c.relname IN ('graph_developers', 'graph_files', 'graph_issues',
               'graph_pull_requests', 'graph_repositories', 'graph_symbols') THEN 'nodes' ELSE 'relationships' END AS kind) k
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND starts_with(c.relname, 'graph_')
       GROUP BY k.kind`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW graph_sizes');
  }
}
