/**
 * The statements that close a table to every reader who is neither the system nor inside of `withTenant`
 * (data-model.md, "Tenancy"). `column` holds our id of the installation, which is null where a row belongs to nobody:
 * such rows are the system's. A migration that makes a tenant table runs them.
 */
export function tenantPolicy(table: string, column = 'installation_id'): string[] {
  return [
    ...forceRowSecurity(table),
    createPolicy('tenant', table, `${isSystem} OR ${column} = ANY ((SELECT ${seen})::int[])`),
  ];
}

/** Undoes `tenantPolicy`. */
export function dropTenantPolicy(table: string): string[] {
  return [`DROP POLICY tenant ON ${table}`, ...endRowSecurity(table)];
}

/** For a table that only the system's own work looks at, though it holds what belongs to an installation. */
export function systemPolicy(table: string): string[] {
  return [...forceRowSecurity(table), createPolicy('system', table, isSystem)];
}

/** Undoes `systemPolicy`. */
export function dropSystemPolicy(table: string): string[] {
  return [`DROP POLICY system ON ${table}`, ...endRowSecurity(table)];
}

/**
 * On top of `tenantPolicy`: rows without an installation are built in, and read, but never written, by whoever sees any
 * installation.
 */
export function builtInPolicy(table: string): string[] {
  return [
    `CREATE POLICY built_in ON ${table} FOR SELECT
      USING (installation_id IS NULL AND (SELECT current_setting('app.installations', true)) <> '')`,
  ];
}

/** Undoes `builtInPolicy`; `dropTenantPolicy` comes after it. */
export function dropBuiltInPolicy(table: string): string[] {
  return [`DROP POLICY built_in ON ${table}`];
}

/**
 * Settings are read once a statement, and not once a row. The planner takes `<> 0` for true of nearly all rows, where
 * `= 'system'` would count for one in two hundred: the system's own statements are planned as if there were no policy.
 */
const isSystem = `(SELECT CASE current_setting('app.scope', true) WHEN 'system' THEN 1 ELSE 0 END) <> 0`;
/** The cast after the brackets keeps `ANY` from taking the SELECT for a list of rows. */
const seen = `string_to_array(current_setting('app.installations', true), ',')::int[]`;

function createPolicy(name: string, table: string, allowed: string): string {
  return `CREATE POLICY ${name} ON ${table} USING (${allowed}) WITH CHECK (${allowed})`;
}

/** FORCE: the role of `DATABASE_URL` owns the tables, and is not an exception. */
function forceRowSecurity(table: string): string[] {
  return [`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`, `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`];
}

function endRowSecurity(table: string): string[] {
  return [`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`, `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`];
}
