import type { z } from 'zod';
import type { Facts } from '../conditions/variables.js';
import type { Target } from '../conditions/interpolation/interpolate.js';
import type { LogLine } from '../runs/execution-log.js';
import type { WorkflowPorts } from '../ports.js';
import type { ExecutionRecord } from '../executions/execution-record.js';
import type { Once } from '../executions/once.js';

/** What a step of a definition works with. Everything it does outside goes through `once`, or is a state that is set. */
export interface StepContext {
  ports: WorkflowPorts;
  run: ExecutionRecord;
  step: { name: string; position: number };
  /** What is known: the event, the review, the graph, earlier steps. */
  facts: Facts;
  /** Aborted when the run is not wanted any more, or its time or that of the step is over. */
  signal: AbortSignal;
  /** Does something outside once for a key, whatever happens in between. */
  once: Once;
  /** The step has waited for what it named, or for its time. */
  resumed: boolean;
  log(line: Pick<LogLine, 'level' | 'message'> & { metadata?: Record<string, unknown> }): Promise<void>;
}

/** What came of a step: its result, with a sentence for the log; or what it waits for, and until when. */
export type StepEnd<R> = { kind: 'done'; result: R; said: string } | { kind: 'wait'; for: string; until: Date };

/** One kind of step that definitions can name (workflows.md, "Actions"). One file each. */
export interface StepAction<C extends z.ZodObject = z.ZodObject, R extends z.ZodObject = z.ZodObject> {
  type: string;
  /** As people call it, and what it does in a sentence. */
  title: string;
  description: string;
  config: C;
  /** What `steps.<name>` holds beside `status`. */
  result: R;
  /** What a run must be about for it. */
  needs: 'nothing' | 'repository' | 'pull request';
  /** How `${{ … }}` in texts of the configuration is escaped, by their keys; plain unless told, as in what lies deeper. */
  targets?: Readonly<Record<string, Target>>;
  /** The key of its configuration that says how long it waits for something: a timeout would say the same another time. */
  waitsBy?: string;
  /** Keys of the configuration in whose texts `${{ secrets.NAME }}` may stand; they are filled in when it is sent. */
  secretKeys?: readonly string[];
  /** Beside what the schema checks, before a workflow is saved. Null: it is fine, else a sentence. */
  check?(config: z.output<C>): string | null;
  /** What it would do, in a sentence or some lines of Markdown; does nothing outside. */
  describe(context: StepContext, config: z.output<C>): Promise<string>;
  /** Throws what GitHub and services throw: kinds that pass are tried again. May be called again after a crash. */
  run(context: StepContext, config: z.output<C>): Promise<StepEnd<z.output<R>>>;
}

/** Checks the types of an action. */
export function defineStep<C extends z.ZodObject, R extends z.ZodObject>(action: StepAction<C, R>): StepAction<C, R> {
  return action;
}

/** Ends a step with its result. */
export function done<R>(result: R, said: string): StepEnd<R> {
  return { kind: 'done', result, said };
}
