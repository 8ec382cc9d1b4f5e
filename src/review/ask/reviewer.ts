import type { ModelTrouble } from '../../claude/model-trouble.js';
import type { Claude } from '../../claude/types.js';
import type { AgentLimits } from './agents/run-agent.js';
import type { Lookups } from './lookups.js';

/** What may be spent on a review. What is spent is booked by whoever gives the model. */
export interface ReviewBudget {
  /**
   * Null: the call may be made; else why not, fit for the reader of the review. `share`: of what a review may spend at
   * most; absent: all of it.
   */
  mayCall(estimate: { tokensIn: number; maxTokensOut: number; share?: number }): string | null;
}

/** The model and everything it needs beside the change. Absent where no model is configured. */
export interface Reviewer {
  claude: Claude;
  lookups: Lookups;
  budget: ReviewBudget;
  /** Overrules the repository's setting. */
  parallel: boolean;
  /** For fences around untrusted text: not guessable, the same for one head so that a repeated step reads the cache. */
  nonce: string;
  /**
   * Runs `work` once for `key`, also over crashes of the process: what is paid for is kept. Values are small and are
   * stored as JSON.
   */
  keep<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Null: the error is thrown, the whole step comes again later. */
  trouble(error: unknown): ModelTrouble | null;
  /** Every call of a tool. */
  toolCalled(call: { agent: string; tool: string; input: string; isError: boolean; characters: number }): Promise<void>;
  /** Something for the log of the run that no reader of the review needs. */
  noted(message: string, details: Readonly<Record<string, unknown>>): Promise<void>;
  /** Scaled in tests. */
  limits?: Partial<AgentLimits>;
}
