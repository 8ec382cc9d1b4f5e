import type { z } from 'zod';
import type { Outcome } from '../../review/types.js';
import type { LogLine } from '../runs/execution-log.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

/** What an action works with. Everything it does outside of `step` is repeated after a crash. */
export interface ActionContext {
  ports: WorkflowPorts;
  run: RunRecord;
  /** The row of `workflow_actions`. */
  actionId: string;
  /** Aborted when the run is not wanted any more. */
  signal: AbortSignal;
  /** One durable step; see `durableStep`. Its answer is stored as JSON, at most 256 KB. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /**
   * Why this run goes on without Claude, after it has waited for `timings.claudeWait`; null: it does not. Read it
   * inside of a step and hand it to `openClaude`: Claude refuses every call then, and the review is one of the rules
   * alone.
   */
  readonly claudeGivenUp: string | null;
  log(line: Pick<LogLine, 'level' | 'message'> & Partial<LogLine>): Promise<void>;
  /** Answers of earlier actions of this run, by action type. */
  results: ReadonlyMap<string, unknown>;
}

/** How an action ended. `outcome` becomes the run's; `stop` leaves out the actions after it. */
export interface ActionResult {
  value: unknown;
  outcome?: Outcome;
  stop?: boolean;
}

/** One kind of action: its configuration is checked against `config` before it runs. */
export interface ActionType<Config = unknown> {
  type: string;
  config: z.ZodType<Config>;
  run(context: ActionContext, config: Config): Promise<ActionResult>;
  /** Shows how a run ended that was stopped, failed or died; idempotent. Absent: nothing has to be shown. */
  settle?(ports: WorkflowPorts, run: RunRecord, outcome: Outcome): Promise<void>;
  /** Shows that a run waits for long, and when it goes on. Absent: a wait is not shown. */
  showWait?(ports: WorkflowPorts, run: RunRecord, wait: { reason: string; nextTry: Date }): Promise<void>;
}

/** Ties an action's function to the schema of its configuration. */
export function defineAction<Config>(action: ActionType<Config>): ActionType {
  return {
    type: action.type,
    config: action.config,
    run: (context, config) => action.run(context, action.config.parse(config)),
    ...(action.settle === undefined ? {} : { settle: action.settle }),
    ...(action.showWait === undefined ? {} : { showWait: action.showWait }),
  };
}
