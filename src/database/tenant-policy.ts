/**
 * The statements that close a table to every reader who is neither the system nor inside of `withTenant`
 * (data-model.md, "Tenancy"). The table has a column `installation_id`. A migration that makes a tenant table runs them;
 * the settings are read once a statement.
 */
export function tenantPolicy(table: string): string[] {
  const allowed = `(SELECT current_setting('app.scope', true)) = 'system'
    OR installation_id = ANY ((SELECT string_to_array(current_setting('app.installations', true), ','))::int[])`;
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${table} USING (${allowed}) WITH CHECK (${allowed})`,
  ];
}

/** Undoes `tenantPolicy`. */
export function dropTenantPolicy(table: string): string[] {
  return [
    `DROP POLICY tenant ON ${table}`,
    `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
  ];
}
