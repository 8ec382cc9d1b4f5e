import type { DataSource } from 'typeorm';
import type { Access, InstallationAccess } from '../../../src/access/tenancy/access.js';
import { addTenant } from '../../api/api-rig.js';
import { generateLedger, type LedgerSize } from './generate-ledger.js';

const TABLES = ['pull_requests', 'workflow_runs', 'reviews', 'findings'];

/** `$1`: the installation. What came in and what people did, as old as the ledger. */
const RECORDS = [
  `INSERT INTO events (installation_id, github_installation_id, github_repository_id, source, event_type, delivery_id, payload, status, created_at)
    SELECT p.installation_id, i.github_installation_id, p.github_repo_id, 'github', CASE WHEN n % 3 = 0 THEN 'push' ELSE 'pull_request.opened' END,
           p.id || '-' || n, '{}', CASE WHEN n % 400 = 0 THEN 'failed' ELSE 'completed' END, now() - interval '1 hour' * n
      FROM repositories p JOIN installations i ON i.id = p.installation_id CROSS JOIN generate_series(1, 1000) n
     WHERE p.installation_id = $1`,
  `INSERT INTO audit_log (installation_id, repository_id, actor_login, via, action, object_type, object_id, created_at)
    SELECT p.installation_id, p.id, 'dev-' || n % 50, 'session', 'finding.dismiss', 'finding', n::text, now() - interval '1 hour' * (500 - n)
      FROM repositories p CROSS JOIN generate_series(1, 500) n WHERE p.installation_id = $1 ORDER BY n`,
];

/** Two installations of the same size, whose sizes are of each. */
export interface TenantsSize extends LedgerSize {
  repositories: number;
}

/**
 * Fills the ledger of two installations and returns what somebody sees who may do everything in both. `above` is a
 * superuser's: indexes are built once the rows are there and foreign keys are not looked at row by row, or most of the
 * benchmark's time would be this.
 */
export async function fillLedger(above: DataSource, { repositories, ...size }: TenantsSize): Promise<Access> {
  const indexes: { name: string; definition: string }[] = await above.query(
    `SELECT x.indexrelid::regclass::text AS name, pg_get_indexdef(x.indexrelid) AS definition
       FROM pg_index x WHERE x.indrelid = ANY ($1::regclass[]) AND NOT x.indisunique`,
    [TABLES],
  );
  await above.query(`SET session_replication_role = replica`);
  for (const { name } of indexes) await above.query(`DROP INDEX ${name}`);
  const names = Array.from({ length: repositories }, (_, at) => `repo-${at}`);
  const installations: InstallationAccess[] = [];
  for (const account of ['acme', 'globex']) {
    const tenant = await addTenant(above, { account, repositories: names });
    await generateLedger(above, { installationId: tenant.id, repositoryIds: tenant.repositoryIds }, size);
    for (const statement of RECORDS) await above.query(statement, [tenant.id]);
    installations.push(...tenant.access('admin', 'admin').installations);
  }
  for (const { definition } of indexes) await above.query(definition);
  await above.query(`SET session_replication_role = origin`);
  await above.query('VACUUM ANALYZE');
  return { installations };
}
