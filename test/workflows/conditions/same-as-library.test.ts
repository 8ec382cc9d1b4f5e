import type { Environment } from '@marcbachmann/cel-js';
import { expect, it } from 'vitest';
import { compileCondition, type CompiledCondition } from '../../../src/workflows/conditions/compile-condition.js';
import { ConditionError } from '../../../src/workflows/conditions/condition-error.js';
import { createEnvironment } from '../../../src/workflows/conditions/environment.js';
import { evaluate } from '../../../src/workflows/conditions/evaluate.js';
import type { Facts } from '../../../src/workflows/conditions/variables.js';
import { Random } from '../../markdown/random.js';
import { generateCondition } from './generate-condition.js';
import { KNOWN } from './known-facts.js';

/** As the library wants its values. */
function celOf(value: unknown, key = ''): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (key === 'created_at') return new Date(value as string);
  if (Array.isArray(value)) return value.map((element) => celOf(element));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, celOf(one, name)]));
}

const ALL = [KNOWN, { ...KNOWN, graph: undefined, payload: undefined }, {}].map((facts: Facts) => ({
  facts,
  inCel: celOf(facts) as object,
}));

function valueOf(parsed: ReturnType<Environment['parse']>, facts: object): unknown {
  try {
    return parsed(facts as Record<string, unknown>) as unknown;
  } catch {
    return 'unknown';
  }
}

function compiled(text: string): CompiledCondition | null {
  try {
    return compileCondition(text);
  } catch (error) {
    if (error instanceof ConditionError) return null;
    throw error;
  }
}

it("comes to what the library's own evaluator comes to", { timeout: 120_000 }, () => {
  const random = new Random(7);
  const environment = createEnvironment();
  const different: string[] = [];
  let compared = 0;
  for (let count = 0; count < 3000; count++) {
    const text = generateCondition(random, { isPlain: true });
    const condition = compiled(text);
    if (condition === null) continue;
    const parsed = environment.parse(text);
    for (const { facts, inCel } of ALL) {
      const [ours, theirs] = [evaluate(condition, facts), valueOf(parsed, inCel)];
      compared++;
      if (ours.value !== theirs)
        different.push(
          `${text}\n  ours ${ours.value} (${ours.trace.find((l) => l.why)?.why}), theirs ${String(theirs)}`,
        );
    }
  }
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(3000);
});
