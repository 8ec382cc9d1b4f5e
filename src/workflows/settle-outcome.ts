import type { Outcome } from '../review/types.js';
import { actionTypes } from './actions/actions.js';
import type { WorkflowPorts } from './ports.js';
import { readActions } from './runs/read-actions.js';
import type { RunRecord } from './runs/run-record.js';

/**
 * Shows on the pull request how a run ended that came to no end of its own, in the way of the first of its actions
 * that has one; a workflow without such an action shows nothing. Idempotent. Throws what GitHub and the ports throw.
 */
export async function settleOutcome(ports: WorkflowPorts, run: RunRecord, outcome: Outcome): Promise<void> {
  for (const { type } of await readActions(ports.source, run.workflowId)) {
    const settle = actionTypes.get(type)?.settle;
    if (settle !== undefined) return settle(ports, run, outcome);
  }
}
