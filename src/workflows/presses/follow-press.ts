import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { decideApproval, mayDecide, openApproval } from '../executions/decide-approval.js';
import { dismissByPerson } from '../requests/dismiss-by-person.js';
import type { KnownPress, Presser } from './find-presser.js';

/** What a press did, as a sentence for who pressed; `done` false: nothing. */
export interface Pressed {
  done: boolean;
  said: string;
}

/**
 * Does what a button is for, in the name of who pressed it, by the same functions as the API; in the caller's
 * transaction. Throws what the database throws.
 */
export async function followPress(
  manager: EntityManager,
  event: { id: string },
  { press, integration, installationId, presser }: KnownPress,
): Promise<Pressed> {
  if ('refused' in presser) return refused(presser.refused);
  const { target, action } = press;
  const of = { eventId: event.id, installationId, via: { integration: integration.name, type: integration.type.type } };
  if (target.kind === 'approval')
    return action === 'dismiss'
      ? refused('This button is of another kind.')
      : decide(manager, presser, { ...of, target, action });
  return action === 'dismiss'
    ? dismiss(manager, presser, { ...of, target })
    : refused('This button is of another kind.');
}

interface Of {
  eventId: string;
  installationId: number;
  /** Stands in the audit log. */
  via: { integration: string; type: string };
}

async function decide(
  manager: EntityManager,
  presser: Presser,
  {
    installationId,
    target,
    action,
    via,
  }: Of & { target: { runId: string; position: number }; action: 'approve' | 'reject' },
): Promise<Pressed> {
  const asked = await openApproval(manager, target.runId);
  if (asked === null || asked.position !== target.position || asked.installationId !== installationId)
    return refused('It was decided already, or its time is over.');
  const { login, permission } = presser;
  if (!mayDecide(asked.wanted, presser))
    return refused(
      `This is for ${asked.wanted.join(' or ')} to decide: on GitHub you are ${login}, with the permission ${permission}.`,
    );
  const decision = action === 'approve' ? 'granted' : 'rejected';
  if (!(await decideApproval(manager, asked, { decision, by: login, note: null })))
    return refused('Somebody else was first.');
  const [run]: { workflow: string; run: string }[] = await manager.query(
    `SELECT w.name AS workflow, r.execution_id AS run
       FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id WHERE r.id = $1`,
    [target.runId],
  );
  if (run === undefined) throw new Error('an open approval is of a run');
  await audit(manager, presser, {
    installationId,
    repositoryId: asked.repositoryId,
    action: `approval.${decision}`,
    objectType: 'execution',
    objectId: target.runId,
    details: { ...run, ...via },
  });
  return { done: true, said: `${action === 'approve' ? 'Approved' : 'Rejected'} by ${login}.` };
}

async function dismiss(
  manager: EntityManager,
  presser: Presser,
  { eventId, installationId, target, via }: Of & { target: { findingId: string } },
): Promise<Pressed> {
  const { githubId, login, permission } = presser;
  if (permission !== 'write' && permission !== 'admin')
    return refused(`Dismissing needs write permission: on GitHub you are ${login}, with the permission ${permission}.`);
  const { findingId } = target;
  const answer = await dismissByPerson(manager, {
    installationId,
    by: { githubId, login },
    requestId: `press:${eventId}`,
    findingId,
    reason: 'not_a_bug',
    scope: 'finding',
    note: '',
    expiresInDays: null,
  });
  if (answer.kind !== 'dismissed') return refused(answer.reason);
  await audit(manager, presser, {
    installationId,
    repositoryId: null,
    action: 'finding.dismissed',
    objectType: 'finding',
    objectId: findingId,
    details: { ...via, reason: 'not_a_bug', scope: answer.scope, handles: answer.handles },
  });
  return { done: true, said: `Dismissed by ${login}.` };
}

function refused(said: string): Pressed {
  return { done: false, said };
}

async function audit(
  manager: EntityManager,
  { userId, login }: Presser,
  change: {
    installationId: number;
    repositoryId: number | null;
    action: string;
    objectType: string;
    objectId: string;
    details: Record<string, unknown>;
  },
): Promise<void> {
  await manager.query(
    `INSERT INTO audit_log (installation_id, repository_id, actor_id, actor_login, via, action, object_type, object_id, details)
     VALUES ($1, $2, $3, $4, 'integration', $5, $6, $7, $8)`,
    [
      change.installationId,
      change.repositoryId,
      userId,
      login,
      change.action,
      change.objectType,
      change.objectId,
      jsonText(change.details),
    ],
  );
}
