import type { DeveloperNode } from '../types.js';
import type { Run } from './open-store.js';

/** An id that is known is not forgotten by a record that has none. */
const STATEMENT = `UNWIND $rows AS row
MERGE (d:Developer {installation_id: $installation_id, login: row.login})
SET d.github_id = coalesce(row.github_id, d.github_id), d.is_bot = row.is_bot`;

/** Writes people, one for each login. */
export async function upsertDevelopers(
  run: Run,
  installationId: number,
  developers: readonly DeveloperNode[],
): Promise<void> {
  const rows = developers
    .map(({ login, githubId, isBot }) => ({ login, github_id: githubId, is_bot: isBot }))
    .toSorted((one, other) => (one.login < other.login ? -1 : 1));
  await run(STATEMENT, { installation_id: installationId, rows });
}
