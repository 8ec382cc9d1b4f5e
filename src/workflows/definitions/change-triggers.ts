import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { encryptText } from '../../access/encrypt.js';
import { sha256 } from '../../access/sha256.js';
import { nextDue } from './next-due.js';

type SecretKeys = readonly [string, ...string[]];

/** The secret of a webhook trigger; shown once. */
export interface WebhookSecret {
  id: string;
  secret: string;
}

/** Gives the webhook triggers of a workflow that have no secret yet one each, in the caller's transaction. */
export async function giveSecrets(
  manager: EntityManager,
  workflowId: string,
  secretKeys: SecretKeys,
): Promise<WebhookSecret[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT id FROM workflow_triggers WHERE workflow_id = $1 AND trigger_type = 'webhook' AND secret_encrypted IS NULL
      ORDER BY created_at, id FOR UPDATE`,
    [workflowId],
  );
  const given: WebhookSecret[] = [];
  for (const { id } of rows) given.push({ id, secret: await renewSecret(manager, id, secretKeys) });
  return given;
}

/** Gives a webhook trigger a new secret, in the caller's transaction; the old one opens nothing any more. Returns it. */
export async function renewSecret(manager: EntityManager, triggerId: string, secretKeys: SecretKeys): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await manager.query('UPDATE workflow_triggers SET secret_encrypted = $2, token_hash = $3 WHERE id = $1', [
    triggerId,
    encryptText(secret, secretKeys),
    sha256(secret),
  ]);
  return secret;
}

/** Switches a trigger on or off, in the caller's transaction. A schedule goes on with its next time. */
export async function switchTrigger(manager: EntityManager, triggerId: string, enabled: boolean): Promise<void> {
  const [rows]: [{ workflowId: string }[], number] = await manager.query(
    'UPDATE workflow_triggers SET enabled = $2 WHERE id = $1 RETURNING workflow_id AS "workflowId"',
    [triggerId, enabled],
  );
  const [row] = rows;
  if (row !== undefined && enabled) await skipMissed(manager, row.workflowId);
}

/** What was due while a workflow or trigger was off is not made good, in the caller's transaction. */
export async function skipMissed(manager: EntityManager, workflowId: string): Promise<void> {
  const rows: { id: string; conditions: { schedule: string; timezone: string } }[] = await manager.query(
    `SELECT id, conditions FROM workflow_triggers WHERE workflow_id = $1 AND trigger_type = 'schedule' AND next_at <= now()
      ORDER BY id FOR UPDATE`,
    [workflowId],
  );
  for (const { id, conditions } of rows)
    await manager.query('UPDATE workflow_triggers SET next_at = $2 WHERE id = $1', [
      id,
      nextDue(conditions, new Date()),
    ]);
}
