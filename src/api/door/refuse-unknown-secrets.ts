import type { EntityManager } from 'typeorm';
import type { Definition } from '../../workflows/definitions/definition-schema.js';
import { secretsAsked } from '../../workflows/secrets/secrets-asked.js';
import { missingSecrets } from '../../workflows/secrets/stored-secrets.js';
import { Problem } from './problem.js';
import { fieldErrors } from './settings-change.js';

/**
 * Throws 422 for secrets that a definition names and its installation does not have; those that it named `before` may have
 * been removed since, and hold up no other change.
 */
export async function refuseUnknownSecrets(
  manager: EntityManager,
  installationId: number,
  definition: Definition,
  before: Definition | null,
): Promise<void> {
  const old = new Set((before === null ? [] : secretsAsked(before)).map(({ name }) => name));
  const asked = secretsAsked(definition).filter(({ name }) => !old.has(name));
  if (asked.length === 0) return;
  const names = [...new Set(asked.map(({ name }) => name))];
  const missing = await missingSecrets(manager, installationId, names);
  if (missing.size === 0) return;
  const errors = fieldErrors(
    asked
      .filter(({ name }) => missing.has(name))
      .map(({ field, name }) => ({
        path: field,
        message: `there is no secret ${name}: set it first, by \`nectr workflows secrets set ${name}\` or \`PUT /api/v1/workflows/secrets/${name}\``,
      })),
  );
  throw new Problem(422, `This workflow names secrets that there are not: ${[...missing].join(', ')}.`, { errors });
}
