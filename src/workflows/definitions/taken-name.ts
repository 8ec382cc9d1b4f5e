import type { EntityManager } from 'typeorm';

/** What only the workflows in files are called (`rowName`). */
const OF_FILES = /^file:/i;

/** Why a workflow cannot be called so. */
export type TakenName =
  | { by: 'built-in' | 'own'; name: string }
  /** It begins as the names of files do. */
  | { by: 'files' };

/**
 * Whether a name is, or would be read as, that of another workflow: a built-in one, or one of the installation, whatever
 * its capitals and spaces. Null: it is free. `id`: the workflow that is to be called so; null: a new one.
 */
export async function takenName(
  manager: EntityManager,
  { installationId, id, name }: { installationId: number; id: string | null; name: string },
): Promise<TakenName | null> {
  const read = readAs(name);
  if (OF_FILES.test(read)) return { by: 'files' };
  // Not compared in SQL: which letters are capitals there depends on the database.
  const rows: { name: string; isBuiltIn: boolean }[] = await manager.query(
    `SELECT name, installation_id IS NULL AS "isBuiltIn" FROM workflows
      WHERE (installation_id = $1 OR installation_id IS NULL) AND repository_id IS NULL AND id IS DISTINCT FROM $2`,
    [installationId, id],
  );
  const other = rows.find((row) => readAs(row.name) === read);
  return other === undefined ? null : { by: other.isBuiltIn ? 'built-in' : 'own', name: other.name };
}

/** What is wrong with such a name, at its field. Pure. */
export function takenNameSaid(taken: TakenName): string {
  if (taken.by === 'files') return 'begins with file:, as the names of workflow files do: choose another name';
  return taken.by === 'built-in'
    ? `is the name of the built-in workflow ${taken.name}: choose another name`
    : `is the name of another workflow, ${taken.name}: choose another name`;
}

function readAs(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
