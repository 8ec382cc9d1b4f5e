import type { Definition, DefinitionStep, DefinitionTrigger } from './definition-schema.js';

/** A definition as people write it, of which `readDefinition` makes the same one again. Pure. */
export function writtenDefinition(definition: Definition): Record<string, unknown> {
  const { description, repositories, if: condition, on, do: steps, ...rest } = definition;
  return {
    ...rest,
    ...(description !== null && { description }),
    ...(repositories !== null && { repositories }),
    on: on.map(writtenTrigger),
    ...(condition !== null && { if: condition }),
    do: steps.map(({ name, type, config, if: when, timeout }) => ({
      [type]: config,
      ...(name !== type && { name }),
      ...(when !== null && { if: when }),
      ...(timeout !== undefined && { timeout }),
    })),
  };
}

/** One of its triggers. Pure. */
export function writtenTrigger(trigger: DefinitionTrigger): Record<string, unknown> {
  switch (trigger.type) {
    case 'event':
      return { event: trigger.events };
    case 'schedule':
      return { schedule: trigger.schedule, timezone: trigger.timezone };
    case 'webhook':
      return { webhook: {} };
    case 'manual':
      return { manual: { inputs: trigger.inputs } };
  }
}

/** A change of a definition as people write one: a part replaces its part, keys of `config` theirs; null takes it away. Pure. */
export function patched(
  written: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...written };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else if (key === 'config' && isObject(before) && isObject(value)) merged[key] = mergedObjects(before, value);
    else merged[key] = value;
  }
  return merged;
}

/** Steps with what is set of them, by name; a name that no step has changes nothing. Pure. */
export function withStepSettings(steps: readonly DefinitionStep[], set: unknown): DefinitionStep[] {
  return steps.map((step) => {
    const own = isObject(set) && Object.hasOwn(set, step.name) ? set[step.name] : undefined;
    return isObject(own) ? { ...step, config: mergedObjects(step.config, own) } : step;
  });
}

/** One object with the keys of another over its own, null takes one away: https://www.rfc-editor.org/rfc/rfc7396. Pure. */
export function mergedObjects(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = { ...before };
  for (const [key, value] of Object.entries(change)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? mergedObjects(isObject(old) ? old : {}, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
