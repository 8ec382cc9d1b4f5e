import type { EntityManager } from 'typeorm';
import { approvalOf } from './execution-record.js';
import { lockExecutionsOf } from './lock-executions.js';
import { wakeExecutions } from './wake-executions.js';

export type Permission = 'admin' | 'write' | 'read' | 'none';

export interface OpenApproval {
  id: string;
  runId: string;
  position: number;
  installationId: number;
  /** Null: the run is about none. */
  repositoryId: number | null;
  /** Logins, and `write` or `admin`. */
  wanted: string[];
  expiresAt: Date;
}

/** What a run (by its uuid) waits for a person to say; null: nothing. It stays so until the caller's transaction ends. */
export async function openApproval(manager: EntityManager, runId: string): Promise<OpenApproval | null> {
  await lockExecutionsOf(manager, runId);
  const rows: OpenApproval[] = await manager.query(
    `SELECT a.id, a.run_id AS "runId", a.position, a.installation_id AS "installationId", r.repository_id AS "repositoryId", a.wanted,
            a.expires_at AS "expiresAt"
       FROM approvals a JOIN workflow_runs r ON r.id = a.run_id
      WHERE a.run_id = $1 AND a.decision IS NULL AND a.expires_at > now() AND r.status = 'running' ORDER BY a.position LIMIT 1 FOR UPDATE OF a`,
    [runId],
  );
  return rows[0] ?? null;
}

/** Whether a person may decide: named by login, or with the permission that is asked for. Pure. */
export function mayDecide(wanted: readonly string[], person: { login: string; permission: Permission }): boolean {
  return wanted.some((one) => {
    if (one === 'admin') return person.permission === 'admin';
    if (one === 'write') return person.permission === 'admin' || person.permission === 'write';
    return one.toLowerCase() === person.login.toLowerCase();
  });
}

/** Writes a decision down and lets the run go on, in the caller's transaction. False: somebody was first. */
export async function decideApproval(
  manager: EntityManager,
  { id, runId, position, installationId }: OpenApproval,
  decided: { decision: 'granted' | 'rejected'; by: string; note: string | null },
): Promise<boolean> {
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE approvals SET decision = $2, decided_by = $3, note = $4, decided_at = now() WHERE id = $1 AND decision IS NULL RETURNING 1`,
    [id, decided.decision, decided.by, decided.note],
  );
  if (rows.length === 0) return false;
  await wakeExecutions(manager, [approvalOf(runId, position)], installationId);
  return true;
}
