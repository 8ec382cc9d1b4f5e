import type { DataSource } from 'typeorm';
import { z } from 'zod';

export interface PlannedAction {
  id: string;
  type: string;
  name: string;
  config: unknown;
  conditions: unknown;
}

/** When an action runs: always, or only after some outcomes of the actions before it. */
const Conditions = z.strictObject({
  outcomes: z.array(z.enum(['reviewed', 'partial', 'skipped', 'failed'])).optional(),
});

/** The actions of a workflow in their order. */
export function readActions(source: DataSource, workflowId: string): Promise<PlannedAction[]> {
  return source.query(
    `SELECT id, action_type AS type, action_name AS name, config, conditions FROM workflow_actions
      WHERE workflow_id = $1 ORDER BY order_index`,
    [workflowId],
  );
}

/**
 * Whether an action's conditions hold after what came before. Throws (zod) if they cannot be read: nothing is guessed.
 */
export function conditionsHold(conditions: unknown, outcome: string | null): boolean {
  if (conditions === null || conditions === undefined) return true;
  const { outcomes } = Conditions.parse(conditions);
  return outcomes === undefined || (outcome !== null && outcomes.some((each) => each === outcome));
}
