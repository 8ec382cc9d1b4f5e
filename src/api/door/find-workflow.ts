import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import type { InstallationAccess } from '../../access/tenancy/access.js';
import { Definition } from '../../workflows/definitions/definition-schema.js';
import { listWorkflows, type SeenWorkflows, type WorkflowRow } from '../queries/list-workflows.js';
import type { ApiEnv } from './api-env.js';
import { requireAdmin, visibleRepositories } from './needs.js';
import { notFound, Problem } from './problem.js';

export const installationParam = z.coerce
  .number()
  .int()
  .min(1)
  .max(2_147_483_647)
  .optional()
  .openapi({ description: 'Of a built-in workflow: for which installation, where you see several' });

/** The workflows that the caller sees, of all installations or of one; 404 if that is not among them. */
export async function seenWorkflows(
  context: Context<ApiEnv>,
  installationId: number | undefined,
): Promise<SeenWorkflows> {
  const access = await context.get('access')();
  const ids = access.installations.map(({ id }) => id);
  if (installationId !== undefined && !ids.includes(installationId)) throw notFound('installation');
  return {
    installationIds: installationId === undefined ? ids : [installationId],
    repositoryIds: visibleRepositories(access).map(({ id }) => id),
  };
}

/** A workflow as an installation has it. */
export interface FoundWorkflow {
  row: WorkflowRow;
  installation: InstallationAccess;
}

/** A workflow that the caller sees; 404: there is none, 400: it has to be said for which installation. */
export async function findWorkflow(
  context: Context<ApiEnv>,
  manager: EntityManager,
  { id, installationId }: { id: string; installationId: number | undefined },
): Promise<FoundWorkflow> {
  const seen = await seenWorkflows(context, installationId);
  const rows = await listWorkflows(manager, seen, { id, limit: 2 });
  const [row] = rows;
  if (rows.length > 1) {
    const detail = 'is missing: this workflow is built in, and you see several installations';
    throw new Problem(400, 'Say for which installation.', { errors: [{ field: 'query.installation_id', detail }] });
  }
  const { installations } = await context.get('access')();
  const installation = installations.find((one) => one.id === row?.installation_id);
  if (row === undefined || installation === undefined) throw notFound('workflow');
  return { row, installation };
}

/**
 * One that the caller wants to change, held until the transaction ends: two who change it at once follow each other. 403
 * without being an administrator of its installation.
 */
export async function findChangeable(
  context: Context<ApiEnv>,
  manager: EntityManager,
  of: { id: string; installationId: number | undefined },
): Promise<FoundWorkflow> {
  await manager.query('SELECT 1 FROM workflows WHERE id = $1 AND installation_id IS NOT NULL FOR UPDATE', [of.id]);
  const found = await findWorkflow(context, manager, of);
  requireAdmin(found.installation);
  return found;
}

/** Throws 409 for what is changed elsewhere, or not at all. Returns its definition. */
export function ownDefinition({ origin, repo, definition }: WorkflowRow): Definition {
  if (origin === 'file')
    throw new Problem(
      409,
      `This workflow is a file of ${repo ?? 'a repository'}: change it there, in .github/nectr/workflows on the default branch.`,
    );
  if (origin === 'builtin')
    throw new Problem(409, 'This workflow is built in: `enabled`, `if` and `config` can be set, and no more.');
  return usableDefinition({ definition });
}

/** Throws 409 for one that has no definition which this version can read. */
export function usableDefinition({ definition }: Pick<WorkflowRow, 'definition'>): Definition {
  if (definition === null)
    throw new Problem(409, 'This workflow is part of Nectr itself: GitHub’s events start it, and nothing else does.');
  const read = Definition.safeParse(definition);
  if (!read.success) throw new Problem(409, 'The definition of this workflow cannot be read by this version.');
  return read.data;
}
