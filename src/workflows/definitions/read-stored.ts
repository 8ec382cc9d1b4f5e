import { compileCondition } from '../conditions/compile-condition.js';
import { ConditionError } from '../conditions/condition-error.js';
import { Definition } from './definition-schema.js';
import { mergedObjects, withStepSettings } from './written-definition.js';

/** What an installation has set of a built-in workflow. */
export interface Switched {
  /** Keys of its `config`, and below `steps` those of its steps by their names. */
  config: Readonly<Record<string, unknown>>;
  /** In place of its own; null: nothing. */
  condition: string | null;
}

/**
 * A definition as it is stored, with what an installation has set of it as a built-in workflow. Null: this version cannot read it, or one of its conditions, as after a
 * step back to an older version. Pure.
 */
export function readStored(
  stored: unknown,
  { config: set, condition }: Switched = { config: {}, condition: null },
): Definition | null {
  const read = Definition.safeParse(stored);
  if (!read.success) return null;
  const { steps, ...settings } = set;
  const { data } = read;
  const merged = Definition.safeParse({
    ...data,
    if: condition ?? data.if,
    config: mergedObjects(data.config, settings),
    do: withStepSettings(data.do, steps),
  });
  if (!merged.success) return null;
  const conditions = [merged.data.if, ...merged.data.do.map((step) => step.if)];
  return conditions.every((condition) => condition === null || compiles(condition)) ? merged.data : null;
}

function compiles(condition: string): boolean {
  try {
    compileCondition(condition);
    return true;
  } catch (error) {
    if (error instanceof ConditionError) return false;
    throw error;
  }
}
