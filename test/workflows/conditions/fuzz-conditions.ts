import { compileCondition, type CompiledCondition } from '../../../src/workflows/conditions/compile-condition.js';
import { ConditionError } from '../../../src/workflows/conditions/condition-error.js';
import { evaluate } from '../../../src/workflows/conditions/evaluate.js';
import type { Facts } from '../../../src/workflows/conditions/variables.js';
import { Random } from '../../markdown/random.js';
import { generateCondition, generateGarbage } from './generate-condition.js';
import { KNOWN } from './known-facts.js';
import { startTimer } from '../../cpu-time.js';
import { largeFacts } from './large-facts.js';

const LONGEST_MS = 50;

export interface FuzzResult {
  conditions: number;
  compiled: number;
  /** Of all values that were looked at. */
  values: Record<'true' | 'false' | 'unknown', number>;
  slowestMs: number;
  slowestCompileMs: number;
  faults: string[];
}

/**
 * Conditions and garbage, each on no facts, on some, on all, and on more than any change has. A fault is an exception
 * that is no refusal, an evaluation that takes longer than 50 ms each of four times, and a condition that is true while
 * nothing is known and not whatever is known.
 */
export function fuzzConditions({ count, seed }: { count: number; seed: number }): FuzzResult {
  const random = new Random(seed);
  const large = largeFacts();
  const values = { true: 0, false: 0, unknown: 0 };
  const result: FuzzResult = { conditions: count, compiled: 0, values, slowestMs: 0, slowestCompileMs: 0, faults: [] };
  for (let index = 0; index < count; index++) {
    const text = random.below(4) === 0 ? generateGarbage(random) : generateCondition(random);
    const compiled = compile(text, result);
    if (compiled === null) continue;
    result.compiled++;
    const some = someFacts(random);
    const all = [{}, some, KNOWN, ...(index % 4 === 0 ? [large] : [])];
    const [unknown, ...known] = all.map((facts) => valueOf(compiled, facts, result));
    for (const value of [unknown, ...known]) values[`${value ?? 'unknown'}`]++;
    if (unknown !== 'unknown' && known.some((value) => value !== unknown && value !== 'unknown'))
      result.faults.push(`it is ${unknown} while nothing is known, and else where something is: ${text}`);
  }
  return result;
}

function compile(text: string, result: FuzzResult): CompiledCondition | null {
  const timer = startTimer();
  try {
    return compileCondition(text);
  } catch (error) {
    if (!(error instanceof ConditionError) || error.message === '' || error.message.includes('undefined'))
      result.faults.push(`refused with ${String(error)}: ${text}`);
    return null;
  } finally {
    result.slowestCompileMs = Math.max(result.slowestCompileMs, timer());
  }
}

function valueOf(compiled: CompiledCondition, facts: Facts, result: FuzzResult) {
  let shortest = Infinity;
  // A busy machine may hold any one of them.
  for (let times = 0; times < 4; times++) {
    const timer = startTimer();
    try {
      const { value } = evaluate(compiled, facts);
      shortest = Math.min(shortest, timer());
      if (shortest >= LONGEST_MS) continue;
      result.slowestMs = Math.max(result.slowestMs, shortest);
      return value;
    } catch (error) {
      result.faults.push(`${String(error)}: ${compiled.text}`);
      return 'unknown';
    }
  }
  result.slowestMs = Math.max(result.slowestMs, shortest);
  result.faults.push(`it takes ${shortest.toFixed(0)} ms: ${compiled.text}`);
  return 'unknown';
}

/** Some of what is known, in each depth. */
function someFacts(random: Random): Facts {
  const some = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) return value;
    const entries = Object.entries(value).filter(() => random.below(3) > 0);
    return depth === 0 ? value : Object.fromEntries(entries.map(([key, one]) => [key, some(one, depth - 1)]));
  };
  return some(KNOWN, 3) as Facts;
}
