import { compileCondition } from '../conditions/compile-condition.js';
import { evaluate, type TraceLine } from '../conditions/evaluate.js';
import { namesAsked } from '../conditions/names-asked.js';
import type { WorkflowPorts } from '../ports.js';
import { gatherFacts } from './gather-facts.js';
import { needsOf } from './needs-of.js';
import type { Judgeable } from './execution-record.js';

/** What a condition comes to. */
export interface Judged {
  value: boolean | 'unknown';
  /** Of an unknown one: what is missing. */
  why: string | null;
  /** Each part with its value. */
  trace: TraceLine[];
}

/**
 * Evaluates a condition of a run with everything it asks about; null: there is none, so it is true. Throws what GitHub and
 * the database throw.
 */
export async function judge(
  ports: WorkflowPorts,
  run: Judgeable,
  condition: string | null,
  signal: AbortSignal,
  options: { isAnew?: boolean } = {},
): Promise<Judged> {
  signal.throwIfAborted();
  if (condition === null) return { value: true, why: null, trace: [] };
  const facts = await gatherFacts(ports, run, needsOf([namesAsked(condition)]), options);
  const { value, trace } = evaluate(compileCondition(condition), facts);
  return { value, why: trace.find((part) => part.value === 'unknown')?.why ?? null, trace };
}
