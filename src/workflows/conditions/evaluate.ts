import { not, truth } from './build-operator.js';
import type { CompiledCondition, ConditionTree } from './compile-condition.js';
import { Spent, startRun, type Part, type Run } from './run.js';
import { Unknown } from './values.js';
import type { Facts } from './variables.js';

export type Truth = true | false | 'unknown';

/** One condition of those that are joined, as its author wrote it. */
export interface TraceLine {
  text: string;
  value: Truth;
  /** Of one that is unknown: what is not known, without a full stop. */
  why?: string;
}

export interface Evaluation {
  /** Only true fires. */
  value: Truth;
  /** Every condition of the whole in the order of the text, those that do not decide among them. */
  trace: TraceLine[];
}

/**
 * What a condition comes to with what is known. A part that is not known leaves it unknown unless the rest decides
 * (Kleene's logic); so does what cannot be worked out, such as a division by zero, or takes too much work. Never throws.
 */
export function evaluate({ tree }: CompiledCondition, facts: Facts): Evaluation {
  const run = startRun(facts);
  const trace: TraceLine[] = [];
  const value = evaluateTree(tree, run, trace);
  return { value: value instanceof Unknown ? 'unknown' : value, trace };
}

function evaluateTree(tree: ConditionTree, run: Run, trace: TraceLine[]): boolean | Unknown {
  switch (tree.kind) {
    case 'leaf': {
      const value = truth(runPart(tree.run, run));
      trace.push(
        value instanceof Unknown ? { text: tree.text, value: 'unknown', why: value.why } : { text: tree.text, value },
      );
      return value;
    }
    case 'not':
      return not(evaluateTree(tree.of, run, trace));
    default: {
      const decisive = tree.kind === 'any';
      const left = evaluateTree(tree.left, run, trace);
      const right = evaluateTree(tree.right, run, trace);
      if (left === decisive || right === decisive) return decisive;
      return left instanceof Unknown ? left : right;
    }
  }
}

/** The value of a part; one that takes too much work is unknown. */
export function runPart(part: Part, run: Run): ReturnType<Part> {
  try {
    return part(run);
  } catch (error) {
    if (error instanceof Spent) return new Unknown(error.message);
    throw error;
  }
}
