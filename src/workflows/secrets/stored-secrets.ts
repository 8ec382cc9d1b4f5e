import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { decryptText, encryptText } from '../../access/encrypt.js';
import { hideGivenSecret } from '../../access/hide-given-secret.js';
import { RunFailedError } from '../durable/durable-step.js';

type SecretKeys = readonly [string, ...string[]];

const MOST_OF_INSTALLATION = 100;

/** A secret as people see it. */
export interface ListedSecret {
  name: string;
  updated_by: string;
  created_at: string;
  updated_at: string;
}

/** The secrets of an installation by their names, never their values. */
export function listSecrets(manager: Pick<EntityManager, 'query'>, installationId: number): Promise<ListedSecret[]> {
  return manager.query(
    `SELECT name, updated_by, to_json(created_at) #>> '{}' AS created_at, to_json(updated_at) #>> '{}' AS updated_at
       FROM workflow_secrets WHERE installation_id = $1 ORDER BY name`,
    [installationId],
  );
}

/**
 * Gives an installation a secret, or an old one a new value, in the caller's transaction. Whether it is new; `full`: there
 * are as many as there may be.
 */
export async function setSecret(
  manager: Pick<EntityManager, 'query'>,
  { installationId, name, value, by }: { installationId: number; name: string; value: string; by: string },
  secretKeys: SecretKeys,
): Promise<'new' | 'changed' | 'full'> {
  hideGivenSecret(value);
  const [others]: { count: number }[] = await manager.query(
    'SELECT count(*)::int AS count FROM workflow_secrets WHERE installation_id = $1 AND name <> $2',
    [installationId, name],
  );
  if ((others?.count ?? 0) >= MOST_OF_INSTALLATION) return 'full';
  const rows: { isNew: boolean }[] = await manager.query(
    `INSERT INTO workflow_secrets (installation_id, name, value_encrypted, updated_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (installation_id, name) DO UPDATE SET value_encrypted = EXCLUDED.value_encrypted, updated_by = EXCLUDED.updated_by
     RETURNING xmax = 0 AS "isNew"`,
    [installationId, name, encryptText(value, secretKeys), by],
  );
  return rows[0]?.isNew === true ? 'new' : 'changed';
}

/** Forgets a secret, in the caller's transaction. False: there was none. */
export async function removeSecret(
  manager: Pick<EntityManager, 'query'>,
  installationId: number,
  name: string,
): Promise<boolean> {
  const [gone]: [unknown[], number] = await manager.query(
    'DELETE FROM workflow_secrets WHERE installation_id = $1 AND name = $2 RETURNING 1',
    [installationId, name],
  );
  return gone.length > 0;
}

/** Which of these names an installation has no secret of. */
export async function missingSecrets(
  manager: Pick<EntityManager, 'query'>,
  installationId: number,
  names: readonly string[],
): Promise<Set<string>> {
  const rows: { name: string }[] = await manager.query(
    'SELECT n.name FROM unnest($2::text[]) AS n (name) WHERE NOT EXISTS (SELECT FROM workflow_secrets s WHERE s.installation_id = $1 AND s.name = n.name)',
    [installationId, names],
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * The secrets of an installation by their names, to be sent at once and kept nowhere: those `names`, and the others, since
 * a service may repeat what it was sent before. They are kept out of logs for a while. Throws RunFailedError for one of
 * `names` that there is not, or that cannot be read with our key.
 */
export async function openSecrets(
  source: Pick<DataSource, 'query'>,
  secretKeys: SecretKeys,
  installationId: number,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const rows: { name: string; value: string }[] = await source.query(STORED, [installationId]);
  const known = new Set(rows.map(({ name }) => name));
  const missing = [...names].filter((name) => !known.has(name));
  if (missing.length > 0)
    throw new RunFailedError(`there is no secret ${missing.join(', ')} in this installation: an administrator sets it`);
  const opened = new Map<string, string>();
  for (const { name, value } of rows) {
    const text = decrypted(value, secretKeys);
    if (text !== null) opened.set(name, text);
    else if (names.has(name))
      throw new RunFailedError(
        `the secret ${name} cannot be read with this SECRET_KEY: set it anew, or set SECRET_KEY_PREVIOUS`,
      );
  }
  for (const value of opened.values()) hideGivenSecret(value);
  return opened;
}

const STORED = prepared('SELECT name, value_encrypted AS value FROM workflow_secrets WHERE installation_id = $1');

/** Null: none of our keys made it. */
function decrypted(value: string, secretKeys: SecretKeys): string | null {
  try {
    return decryptText(value, secretKeys);
  } catch {
    return null;
  }
}
