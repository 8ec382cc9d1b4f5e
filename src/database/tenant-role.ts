import type { ClientBase } from 'pg';

/** What a superuser works as for tenants. Nobody signs in with it. */
const ROLE = 'nectr_tenant';
const SCHEMAS = ['public', 'dbos'];

/**
 * Whether policies do not hold for the user of a connection: superusers, and roles with BYPASSRLS, see everything
 * whatever a table's policies say.
 */
export async function passesPolicies(client: Pick<ClientBase, 'query'>): Promise<boolean> {
  const { rows } = await client.query<{ passes: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS passes FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.passes ?? true;
}

/**
 * Gives a user for whom no policy holds, such as the first one of a server, a role for which they do; its rights are
 * those to read and write what is there now. Nothing for everybody else. Run after migrations.
 */
export async function ensureTenantRole(client: Pick<ClientBase, 'query'>): Promise<void> {
  if (!(await passesPolicies(client))) return;
  // Two databases of one server may do it at the same time.
  await client.query(`DO $$ BEGIN CREATE ROLE ${ROLE} NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  for (const schema of SCHEMAS) {
    await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${ROLE}`);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${ROLE}`);
    await client.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${ROLE}`);
  }
  // They count as tables there, and no policy holds for them.
  const { rows } = await client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'm' AND relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of rows) await client.query(`REVOKE ALL ON ${name} FROM ${ROLE}`);
}

/** Makes policies hold for a connection. Throws with the way out where they cannot. */
export async function holdToPolicies(client: Pick<ClientBase, 'query'>): Promise<void> {
  if (!(await passesPolicies(client))) return;
  try {
    await client.query(`SET ROLE ${ROLE}`);
  } catch (error) {
    throw new Error(
      'the user of DATABASE_URL sees the rows of all installations whatever the policies say, and has no role for which ' +
        'they hold: run `nectr migrate` as a superuser, or use one without BYPASSRLS',
      { cause: error },
    );
  }
}
