import type { DataSource, EntityManager } from 'typeorm';

export interface TenantOptions {
  /** What is asked for may not change anything; the database refuses it. */
  readOnly?: boolean;
  /** Longest a statement may take; 5 s unless told. Nobody waits longer for a page. */
  statementTimeoutMs?: number;
}

/**
 * Runs `work` in one transaction that sees, changes and adds only what belongs to these installations (our ids; none:
 * nothing), whatever its statements ask for: the only way of the API to the tables of tenants (data-model.md,
 * "Tenancy"). The settings end with the transaction, so that the pool's next user does not inherit them. Throws what
 * `work` throws, and what the database throws when a row of somebody else would be written.
 *
 * The policies only filter. What is asked must still name an installation or a repository, or no index is used; and
 * operators that are not leakproof (LIKE, `@@`, `@>`, `%`) use none at all.
 */
export async function withTenant<T>(
  source: DataSource,
  installationIds: readonly number[],
  work: (manager: EntityManager) => Promise<T>,
  { readOnly = false, statementTimeoutMs = 5000 }: TenantOptions = {},
): Promise<T> {
  for (const id of installationIds) {
    if (!Number.isInteger(id)) throw new TypeError(`not an id of an installation: ${id}`);
  }
  return source.transaction(async (manager) => {
    await manager.query(
      `SELECT set_config('app.scope', 'tenant', true), set_config('app.installations', $1, true),
              set_config('statement_timeout', $2, true), set_config('transaction_read_only', $3, true)`,
      [installationIds.join(','), String(statementTimeoutMs), readOnly ? 'on' : 'off'],
    );
    return work(manager);
  });
}
