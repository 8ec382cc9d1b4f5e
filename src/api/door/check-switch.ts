import { z } from '@hono/zod-openapi';
import type { Definition } from '../../workflows/definitions/definition-schema.js';
import { reviewConditionProblem } from '../../workflows/definitions/review-definition.js';
import { patched, withStepSettings, writtenDefinition } from '../../workflows/definitions/written-definition.js';
import type { WorkflowRow } from '../queries/list-workflows.js';
import { reviewOf } from '../shapes/workflow.js';
import { Problem } from './problem.js';
import { checkedDefinition } from './read-workflow-body.js';
import { fieldErrors } from './settings-change.js';

/**
 * What an installation sets of a built-in workflow, held against the schemas as if it were written: its settings, those of
 * its steps by their names, its condition. Throws 422.
 */
export function checkSwitch(
  definition: Definition,
  { steps = {}, ...config }: Record<string, unknown>,
  condition: unknown,
): void {
  const known = definition.do.map(({ name }) => name);
  const set = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(steps).data;
  const stranger = set === undefined ? undefined : Object.keys(set).find((name) => !known.includes(name));
  if (set === undefined || stranger !== undefined) {
    const message = `must hold settings of steps of this workflow: ${known.join(', ')}`;
    const path = stranger === undefined ? 'config.steps' : `config.steps.${stranger}`;
    throw new Problem(422, 'This workflow cannot be set so.', { errors: fieldErrors([{ path, message }]) });
  }
  checkedDefinition(
    patched(writtenDefinition({ ...definition, do: withStepSettings(definition.do, set) }), {
      config,
      ...(condition != null && { if: condition }),
    }),
  );
}

/** The same of the review, which has no settings here. */
export function checkReview(row: WorkflowRow, condition: string | null | undefined): void {
  if (condition == null) return;
  checkedDefinition(reviewOf(row, condition));
  const problem = reviewConditionProblem(condition);
  if (problem === null) return;
  const errors = fieldErrors([{ path: problem.field, message: problem.detail }]);
  throw new Problem(422, 'This condition would stop every review.', { errors });
}
