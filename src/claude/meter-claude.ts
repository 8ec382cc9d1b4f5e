import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';
import { estimateRequest } from './estimate-tokens.js';
import type { ModelBudget } from './model-budget.js';
import type { Claude, ClaudeUsage } from './types.js';

export type CallEnd = 'answered' | 'limited' | 'unavailable' | 'refused' | 'aborted';

/** One call as the journal keeps it: how it ended and what it cost, all its tries together. */
export interface ModelCall {
  model: string;
  end: CallEnd;
  usage: ClaudeUsage;
}

/**
 * The same Claude, with its budget and its books kept: every call is set aside while it runs, told to `budget` as it
 * costs, and recorded when it ends, also one that failed; one that a budget kept from being sent is no call. Refuses
 * nothing: ask `budget.mayCall` before. `record` must not throw.
 */
export function meterClaude(claude: Claude, budget: ModelBudget, record: (call: ModelCall) => Promise<void>): Claude {
  return {
    model: claude.model,
    send: async (request, options) => {
      const held = budget.reserve({ tokensIn: estimateRequest(request), maxTokensOut: request.maxTokens });
      let usage = NO_USAGE;
      let end: CallEnd | null = 'answered';
      try {
        return await claude.send(request, {
          ...options,
          onUsage: (one) => {
            usage = add(usage, one);
            budget.spent(one);
            options.onUsage?.(one);
          },
        });
      } catch (error) {
        end = endOf(error);
        throw error;
      } finally {
        held.release();
        if (end !== null) await record({ model: claude.model, end, usage });
      }
    },
  };
}

const NO_USAGE: ClaudeUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 };

/** Null: nothing was sent. */
function endOf(error: unknown): CallEnd | null {
  if (error instanceof ClaudeLimitedError) return 'limited';
  if (error instanceof ClaudeRefusedError) return error.reason === 'budget' ? null : 'refused';
  return error instanceof ClaudeUnavailableError ? 'unavailable' : 'aborted';
}

function add(a: ClaudeUsage, b: ClaudeUsage): ClaudeUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    cost: a.cost + b.cost,
    ...(a.estimated || b.estimated ? { estimated: true as const } : {}),
  };
}
