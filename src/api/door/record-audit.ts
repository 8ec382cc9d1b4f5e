import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../access/caller.js';
import { jsonText } from '../../database/json-text.js';
import type { ApiEnv } from './api-env.js';

/** One change: what was done to which object. */
export interface AuditedChange {
  installationId: number;
  repositoryId?: number | null;
  /** Such as `finding.dismissed`. */
  action: string;
  objectType: string;
  objectId: string | number;
  /** What changed, without a secret. */
  details?: Record<string, unknown>;
}

/** Who changes something, and by which request. */
export interface Audited {
  caller: Pick<Caller, 'userId' | 'login' | 'sessionId'>;
  /** How, where the caller does not tell: by `nectr` on a machine. */
  via?: 'command line';
  /** Null: unknown. */
  ip: string | null;
  requestId: string;
}

/** Enters a change of the caller in the audit log, in the transaction that makes the change. */
export function recordAudit(context: Context<ApiEnv>, manager: EntityManager, change: AuditedChange): Promise<void> {
  const by = { caller: context.get('caller'), ip: context.get('ip'), requestId: context.get('requestId') };
  return enterAudit(manager, by, change);
}

/** The same for a request that came by another way than a route of the API. */
export async function enterAudit(
  manager: EntityManager,
  { caller, via, ip, requestId }: Audited,
  { installationId, repositoryId = null, action, objectType, objectId, details = {} }: AuditedChange,
): Promise<void> {
  const { userId, login, sessionId } = caller;
  await manager.query(
    `INSERT INTO audit_log (installation_id, repository_id, actor_id, actor_login, via, action, object_type, object_id, details, ip,
            request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      installationId,
      repositoryId,
      userId,
      login,
      via ?? (sessionId === null ? 'token' : 'session'),
      action,
      objectType,
      String(objectId),
      jsonText(details),
      ip,
      requestId,
    ],
  );
}
