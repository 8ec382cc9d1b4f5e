import type { DataSource, EntityManager } from 'typeorm';
import { removeMemories } from './remove-memories.js';

/** Who said it, once that is nobody's business any more. */
const NOBODY = 'somebody';

/** How many of each went, or lost the name. */
export interface ForgottenPerson {
  /** Memories about the person: gone. */
  aboutThem: number;
  /** Proposals that rested on the person's words alone: gone. */
  proposals: number;
  /** Memories of the team that the person said: they stay, without name, link and quote, dismissals without their words. */
  said: number;
  /** Other places of the name: who deleted a memory, dismissed a finding, paused reviews. */
  names: number;
}

/**
 * Forgets a person by login, in all installations: what is remembered about them goes, what they said keeps neither
 * their name nor their words. Somebody who had another login is found by the id that stands beside this one, and where
 * only a name stands by the names that stand beside that id. In one transaction; safe to repeat.
 */
export function forgetPerson(source: DataSource, login: string): Promise<ForgottenPerson> {
  return source.transaction(async (manager) => {
    const ids = await idsOf(manager, login);
    const logins = await loginsOf(manager, login, ids);
    const is = (name: string) => `(lower(${name}_login) = lower($1) OR ${name}_id = ANY ($2::bigint[]))`;
    const aboutThem = await removeMemories(manager, is('developer'), [login, ids]);
    const proposals = await removeMemories(manager, `${is('author')} AND state = 'candidate'`, [login, ids]);
    const said = await changes(
      manager,
      `UPDATE memories SET author_login = '${NOBODY}', author_id = NULL, source_quote = NULL, source_link = NULL,
              source_sha256 = CASE WHEN source_quote IS NULL THEN source_sha256 END,
              text = CASE WHEN type = 'dismissal' THEN '' ELSE text END
        WHERE ${is('author')} RETURNING 1`,
      [login, ids],
    );
    const deleted = await changes(
      manager,
      `UPDATE memories SET deleted_by = '${NOBODY}', deleted_by_id = NULL
        WHERE lower(deleted_by) = lower($1) OR deleted_by_id = ANY ($2::bigint[]) RETURNING 1`,
      [login, ids],
    );
    const dismissed = await changes(
      manager,
      `UPDATE findings SET dismissed_by = '${NOBODY}' WHERE lower(dismissed_by) = ANY ($1) RETURNING 1`,
      [logins],
    );
    const paused = await changes(
      manager,
      `UPDATE pull_requests SET paused_by = '${NOBODY}' WHERE lower(paused_by) = ANY ($1) RETURNING 1`,
      [logins],
    );
    return { aboutThem, proposals, said, names: deleted + dismissed + paused };
  });
}

async function idsOf(manager: EntityManager, login: string): Promise<number[]> {
  const rows: { id: number }[] = await manager.query(
    `SELECT DISTINCT id::float8 AS id FROM (
       SELECT developer_id AS id FROM memories WHERE lower(developer_login) = lower($1)
       UNION ALL SELECT author_id FROM memories WHERE lower(author_login) = lower($1)
       UNION ALL SELECT deleted_by_id FROM memories WHERE lower(deleted_by) = lower($1)
       UNION ALL SELECT github_id FROM users WHERE lower(login) = lower($1)) known WHERE id IS NOT NULL`,
    [login],
  );
  return rows.map(({ id }) => id);
}

/** In small letters; the given one is among them. */
async function loginsOf(manager: EntityManager, login: string, ids: readonly number[]): Promise<string[]> {
  const rows: { login: string }[] = await manager.query(
    `SELECT DISTINCT lower(login) AS login FROM (
       SELECT developer_login AS login FROM memories WHERE developer_id = ANY ($1::bigint[])
       UNION ALL SELECT author_login FROM memories WHERE author_id = ANY ($1::bigint[])
       UNION ALL SELECT deleted_by FROM memories WHERE deleted_by_id = ANY ($1::bigint[])
       UNION ALL SELECT login FROM users WHERE github_id = ANY ($1::bigint[])) known WHERE login IS NOT NULL`,
    [ids],
  );
  return [...new Set([login.toLowerCase(), ...rows.map((row) => row.login)])];
}

async function changes(manager: EntityManager, sql: string, parameters: unknown[]): Promise<number> {
  const [rows]: [unknown[], number] = await manager.query(sql, parameters);
  return rows.length;
}
