import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { findIntegration } from '../../integrations/services/find-integration.js';
import type { ListedIntegration } from '../../integrations/services/list-integrations.js';
import type { ApiEnv } from './api-env.js';
import { notFound } from './problem.js';
import { administered } from './visible-ids.js';

/** One that the caller administers; 404 for all others. */
export async function ownIntegration(
  context: Context<ApiEnv>,
  manager: EntityManager,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ListedIntegration> {
  const row = await findIntegration(manager, id, options);
  const ids = await administered(context);
  if (row === null || !ids.includes(row.installationId)) throw notFound('integration');
  return row;
}
