import type { Run } from '../run.js';
import type { Kind, Value } from '../values.js';

type Known = Exclude<Value, { why: string }>;
/** Runs a function on arguments of the kinds it takes; of a method the first is what stands before the dot. */
export type Call = (args: readonly Known[], run: Run) => Value;

/** A function of conditions: how it is shown, what it takes and what it does. */
export interface ConditionFunction {
  name: string;
  /** Called behind a dot: `event.title.contains("x")`. */
  isMethod: boolean;
  /** As the reference shows it. */
  usage: string;
  about: string;
  /** Ours: told to the type checker, which knows all others. */
  signatures?: readonly string[];
  /** The kinds of arguments it may be called with, what stands before the dot among them. */
  takes: readonly (readonly Kind[])[];
  call?: Call;
  /**
   * Instead of `call`: the last argument must be written out, and is read once, when the condition is saved. Returns what
   * is wrong with it where it cannot be used.
   */
  prepare?: (written: string) => Call | { problem: string };
}
