import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { ImpatientClient } from '../../database/impatient-client.js';

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
  if (!Number.isInteger(statementTimeoutMs)) throw new TypeError(`not a time in milliseconds: ${statementTimeoutMs}`);
  const settings = `SET LOCAL app.scope = 'tenant'; SET LOCAL app.installations = '${installationIds.join(',')}';
    SET LOCAL statement_timeout = ${statementTimeoutMs}`;
  if (readOnly) return reading(source, `BEGIN READ ONLY; ${settings}`, work);
  return source.transaction(async (manager) => {
    await manager.query(`SET LOCAL transaction_read_only = off; ${settings}`);
    return work(manager);
  });
}

/**
 * There and back once where `work` asks one thing: its first statement goes along with the begin of the transaction, and
 * nobody waits for the end of what changed nothing. A begin that fails leaves the connection the scope of its pool, which
 * sees nothing, and fails the whole. The pool gets the connection back when its transaction has ended.
 */
async function reading<T>(source: DataSource, begin: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    const client: ImpatientClient = await runner.connect();
    client.together();
    const begun = client.query(begin);
    const [value] = await Promise.all([attempt(() => work(runner.manager)), begun]);
    return value;
  } finally {
    void end(runner);
  }
}

/** What is thrown before the first wait is a rejection, too. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

/** Of a transaction that failed, COMMIT takes back. */
async function end(runner: QueryRunner): Promise<void> {
  try {
    await runner.query('COMMIT');
  } catch {
    // The connection broke, and the pool knows: whoever waits for the statement hears of it.
  } finally {
    await runner.release();
  }
}
