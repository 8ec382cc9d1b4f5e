import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  builtInPolicy,
  dropBuiltInPolicy,
  dropSystemPolicy,
  dropTenantPolicy,
  systemPolicy,
  tenantPolicy,
} from '../src/database/tenant-policy.js';

const TABLES = [
  'events',
  'execution_logs',
  'findings',
  'graph_authored_by',
  'graph_calls',
  'graph_closes',
  'graph_contains',
  'graph_contributed_to',
  'graph_developers',
  'graph_files',
  'graph_imports',
  'graph_inherits',
  'graph_issues',
  'graph_pull_requests',
  'graph_renamed_to',
  'graph_repositories',
  'graph_reviewed_by',
  'graph_symbols',
  'graph_tested_by',
  'graph_touches',
  'graph_uses_type',
  'integrations',
  'lead_judgements',
  'memories',
  'memory_signals',
  'model_usage',
  'pull_requests',
  'reply_limits',
  'repositories',
  'review_checkpoints',
  'reviews',
  'scans',
  'workflow_actions',
  'workflow_runs',
  'workflow_triggers',
  'workflows',
  'write_limits',
];
/** The built-in workflows have no installation, and their names stand beside everybody's runs. */
const BUILT_IN = ['workflows', 'workflow_actions', 'workflow_triggers'];
/** Their rows are found by GitHub's ids, or by the name of a sweep. */
const SYSTEM_ONLY = ['github_paces', 'sync_cursors'];

/**
 * Row-level security: a statement sees what belongs to the installations that its transaction names, and nothing
 * without a scope; the system's own connections see everything (data-model.md, "Tenancy").
 */
export class AddTenantPolicies1764000026000 implements MigrationInterface {
  readonly name = 'AddTenantPolicies1764000026000';

  async up(runner: QueryRunner): Promise<void> {
    // Of a partition that is asked by its own name the policy of its parent says nothing.
    for (const table of [...TABLES, ...(await partitions(runner))]) await runAll(runner, tenantPolicy(table));
    await runAll(runner, tenantPolicy('installations', 'id'));
    for (const table of BUILT_IN) await runAll(runner, builtInPolicy(table));
    for (const table of SYSTEM_ONLY) await runAll(runner, systemPolicy(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of SYSTEM_ONLY) await runAll(runner, dropSystemPolicy(table));
    for (const table of BUILT_IN) await runAll(runner, dropBuiltInPolicy(table));
    for (const table of ['installations', ...TABLES, ...(await partitions(runner))]) {
      await runAll(runner, dropTenantPolicy(table));
    }
  }
}

async function runAll(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await runner.query(statement);
}

async function partitions(runner: QueryRunner): Promise<string[]> {
  const rows: { name: string }[] = await runner.query(
    `SELECT relid::text AS name FROM pg_partition_tree('execution_logs') WHERE isleaf`,
  );
  return rows.map(({ name }) => name);
}
