import type { ClientBase } from 'pg';
import { holdToPolicies } from './tenant-role.js';

/**
 * `system`: all rows, for the product's own work (worker, receiver, commands, metrics, migrations). `tenant`: none but
 * inside of `withTenant`, for what is done for somebody who signed in.
 */
export type DatabaseScope = 'system' | 'tenant';

/**
 * What a pool runs on each new connection, before anything else sees it; a connection of which it fails is closed. A
 * statement and not a start option: poolers in session mode drop or refuse those. Nothing is left to a default either:
 * what DATABASE_URL or the role brings along opens no pool for tenants.
 */
export function setScope(scope: DatabaseScope): (client: ClientBase) => Promise<void> {
  return async (client) => {
    await client.query(`SELECT set_config('app.scope', $1, false), set_config('app.installations', '', false)`, [
      scope,
    ]);
    if (scope === 'tenant') await holdToPolicies(client);
  };
}
