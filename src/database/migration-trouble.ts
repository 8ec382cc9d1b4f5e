import type { ClientBase } from 'pg';
import { Refusal } from '../refusal.js';
import { quoted } from './database-trouble.js';

interface Rights {
  me: string;
  database: string;
  schema: boolean;
  creates: boolean;
}

/**
 * What an error of migrating means. PostgreSQL 15 and newer let nobody but the owner of a database make tables in
 * `public`: then the statements that help are told. Everything else comes back as it is.
 */
export async function migrationTrouble(error: unknown, client: Pick<ClientBase, 'query'>): Promise<unknown> {
  if (!isDenied(error)) return error;
  const { rows } = await client.query<Rights>(
    `SELECT current_user AS me, current_database() AS database, has_schema_privilege('public', 'CREATE') AS schema,
            has_database_privilege(current_database(), 'CREATE') AS creates`,
  );
  const [rights] = rows;
  if (rights === undefined) return error;
  const { me, database, schema, creates } = rights;
  const grants = [
    ...(schema ? [] : [`GRANT CREATE ON SCHEMA public TO ${quoted(me)};`]),
    ...(creates ? [] : [`GRANT CREATE ON DATABASE ${quoted(database)} TO ${quoted(me)};`]),
  ];
  if (grants.length === 0)
    return new Refusal(
      `the user ${me} may not change all tables of the database ${database}`,
      `let their owner migrate, or run: REASSIGN OWNED BY <owner> TO ${quoted(me)};`,
      { cause: error },
    );
  return new Refusal(
    `the user ${me} may not make tables in the database ${database}`,
    `let its owner run, in that database: ${grants.join(' ')}`,
    { cause: error },
  );
}

function isDenied(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    if ('code' in each && each.code === '42501') return true;
    if (/^permission denied for (?:schema|database|table)/.test(each.message)) return true;
  }
  return false;
}
