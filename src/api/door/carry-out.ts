import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../access/caller.js';
import type { Request } from '../../workflows/requests/person-request.js';
import type { Refusal } from '../../workflows/requests/refusal.js';
import { accepted } from './accepted.js';
import type { ApiEnv } from './api-env.js';
import type { Tenant } from './open-tenant.js';
import { recordAudit, type AuditedChange } from './record-audit.js';

/** Who changes something, through whichever door. */
export interface Actor extends Pick<Tenant, 'tenant'> {
  caller: Caller;
  /** The same again is the same request, and is not done twice. */
  requestId: string;
  /** Enters a change in the audit log, in the transaction that makes it. */
  audit(manager: EntityManager, change: AuditedChange): Promise<void>;
}

/**
 * The caller of a route. Only an `Idempotency-Key` makes two requests one: an id that is sent along for the log may stand
 * over several.
 */
export function actorOf(context: Context<ApiEnv>): Actor {
  return {
    caller: context.get('caller'),
    tenant: context.get('tenant'),
    requestId: context.req.header('Idempotency-Key') ?? randomUUID(),
    audit: (manager, change) => recordAudit(context, manager, change),
  };
}

/**
 * Carries a request of a person out in an installation and enters it in the audit log: both or neither. Throws the
 * problem of a refusal.
 */
export function carryOut<T extends { kind: string }>(
  { caller: { githubId, login }, requestId, tenant, audit }: Actor,
  installationId: number,
  work: (manager: EntityManager, asked: Request) => Promise<T | Refusal>,
  changeOf: (done: T) => Omit<AuditedChange, 'installationId'>,
): Promise<T> {
  return tenant(async (manager) => {
    const done = accepted(await work(manager, { installationId, by: { githubId, login }, requestId }));
    await audit(manager, { installationId, ...changeOf(done) });
    return done;
  });
}
