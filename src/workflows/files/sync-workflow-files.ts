import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import type { Definition } from '../definitions/definition-schema.js';
import type { DefinitionProblem } from '../definitions/read-definition.js';
import { skipMissed } from '../definitions/change-triggers.js';
import { changeWorkflow, createWorkflow } from '../definitions/save-definition.js';
import type { WorkflowFile } from './list-workflow-files.js';
import { rowName } from './workflow-folder.js';

interface Owner {
  installationId: number;
  repositoryId: number;
}

interface KnownRow {
  id: string;
  name: string;
  status: string;
  definition: Definition | null;
  errors: DefinitionProblem[] | null;
}

const LONGEST_NAME = 255;

/**
 * Brings the workflows of a repository to what its files say, in the caller's transaction: made, changed, named unusable
 * with what was before kept, or archived where the file is gone; runs stay. Returns whether there was a file before; null:
 * the repository is not served any more.
 */
export async function syncWorkflowFiles(
  manager: EntityManager,
  owner: Owner,
  files: readonly WorkflowFile[],
): Promise<boolean | null> {
  const served: unknown[] = await manager.query(
    'SELECT 1 FROM repositories WHERE id = $1 AND installation_id = $2 AND is_active FOR NO KEY UPDATE',
    [owner.repositoryId, owner.installationId],
  );
  if (served.length === 0) return null;
  const rows: KnownRow[] = await manager.query(
    `SELECT id, name, status, definition, errors FROM workflows WHERE repository_id = $1 AND origin = 'file' ORDER BY id FOR UPDATE`,
    [owner.repositoryId],
  );
  const known = new Map(rows.map((row) => [row.name, row]));
  const there = new Set<string>();
  for (const { name, read } of files) {
    const row = rowName(name);
    if (row.length > LONGEST_NAME) continue;
    there.add(row);
    if (read.ok) await follow(manager, owner, row, known.get(row), read.definition);
    else await nameUnusable(manager, owner, row, read.errors);
  }
  const gone = rows.filter(({ name, status }) => !there.has(name) && status !== 'archived');
  await archive(manager, gone);
  return rows.some(({ status }) => status !== 'archived');
}

async function follow(
  manager: EntityManager,
  owner: Owner,
  name: string,
  known: KnownRow | undefined,
  definition: Definition,
): Promise<void> {
  if (known === undefined) await createWorkflow(manager, { ...owner, rowName: name, by: null }, definition);
  else if (known.errors !== null || !isDeepStrictEqual(known.definition, definition)) {
    await changeWorkflow(manager, known.id, definition, null);
    if (known.status !== 'active' && definition.status === 'active') await skipMissed(manager, known.id);
  }
}

/** Runs that have begun go on with the version they have; nothing new starts. */
async function nameUnusable(
  manager: EntityManager,
  { installationId, repositoryId }: Owner,
  name: string,
  errors: readonly DefinitionProblem[],
): Promise<void> {
  await manager.query(
    `INSERT INTO workflows (installation_id, repository_id, name, status, origin, errors) VALUES ($1, $2, $3, 'inactive', 'file', $4)
     ON CONFLICT ON CONSTRAINT uq_workflows_owner_name DO UPDATE SET status = 'inactive', errors = excluded.errors`,
    [installationId, repositoryId, name, jsonText(errors)],
  );
}

async function archive(manager: EntityManager, rows: readonly Pick<KnownRow, 'id'>[]): Promise<void> {
  await manager.query(
    `UPDATE workflows SET status = 'archived', errors = NULL, definition = jsonb_set(definition, '{status}', '"archived"')
      WHERE id = ANY ($1)`,
    [rows.map(({ id }) => id)],
  );
}
