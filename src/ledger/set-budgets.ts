import type { EntityManager } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import { AMOUNT_NAMES as NAMES, amountsOf, type BudgetInput } from './budget-input.js';
import { lockBudgets } from './lock-budgets.js';

/** What of a request was wrong, by its place in it (`repositories.0.repository`). */
export interface FieldError {
  path: string;
  message: string;
}

/**
 * Replaces all budgets of an installation, in the caller's transaction; the next call of any process is held against
 * them. Who set a budget stays named as long as its amounts do. A repository that is not of the installation is refused,
 * and then nothing is changed. `by` is the login of whoever asks. Throws what the database throws.
 */
export async function setBudgets(
  manager: EntityManager,
  installationId: number,
  { installation, repositories }: BudgetInput,
  by: string,
): Promise<FieldError[]> {
  const ids = await findRepositories(
    manager,
    installationId,
    repositories.map(({ repository }) => repository),
  );
  const unknown = repositories.flatMap(({ repository }, index) =>
    ids.has(repository.toLowerCase())
      ? []
      : [{ path: `repositories.${index}.repository`, message: 'it is no repository of this installation' }],
  );
  if (unknown.length > 0) return unknown;
  const wanted = [
    { ...amountsOf(installation), repository_id: null },
    ...repositories.map((one) => ({ ...amountsOf(one), repository_id: ids.get(one.repository.toLowerCase()) ?? null })),
  ].filter((one) => NAMES.some((name) => one[name] !== null));
  // No mixture of two that are set at the same time stays.
  await lockBudgets(manager, installationId);
  await manager.query(
    `DELETE FROM budgets b WHERE installation_id = $1 AND NOT EXISTS (
       SELECT FROM json_to_recordset($2) AS w(repository_id int) WHERE w.repository_id IS NOT DISTINCT FROM b.repository_id)`,
    [installationId, jsonText(wanted)],
  );
  await manager.query(
    `INSERT INTO budgets AS b (installation_id, repository_id, ${NAMES.join(', ')}, set_by)
     SELECT $1, repository_id, ${NAMES.join(', ')}, $3
       FROM json_to_recordset($2) AS w(repository_id int, ${NAMES.map((name) => `${name} ${typeOf(name)}`).join(', ')})
     ON CONFLICT (installation_id, repository_id) DO UPDATE
        SET ${NAMES.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}, set_by = EXCLUDED.set_by
     WHERE (${NAMES.map((name) => `b.${name}`).join(', ')})
       IS DISTINCT FROM (${NAMES.map((name) => `EXCLUDED.${name}`).join(', ')})`,
    [installationId, jsonText(wanted), by],
  );
  return [];
}

function typeOf(name: (typeof NAMES)[number]): string {
  return name.endsWith('_tokens') ? 'bigint' : 'numeric';
}

/** Their ids by their full names in small letters. */
async function findRepositories(
  manager: EntityManager,
  installationId: number,
  names: readonly string[],
): Promise<Map<string, number>> {
  const rows: { name: string; id: number }[] = await manager.query(
    `SELECT DISTINCT ON (lower(full_name)) lower(full_name) AS name, id FROM repositories
      WHERE installation_id = $1 AND lower(full_name) = ANY ($2) ORDER BY lower(full_name), is_active DESC, id DESC`,
    [installationId, names.map((name) => name.toLowerCase())],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}
