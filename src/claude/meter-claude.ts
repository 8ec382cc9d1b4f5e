import { inSpan, type SpanStart } from '../telemetry/in-span.js';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';
import { estimateRequest } from './estimate-tokens.js';
import type { ModelBudget } from './model-budget.js';
import type { Claude, ClaudeAnswer, ClaudeRequest, ClaudeUsage } from './types.js';

export type CallEnd = 'answered' | 'limited' | 'unavailable' | 'refused' | 'aborted';

/** One call as the journal keeps it: how it ended and what it cost, all its tries together. */
export interface ModelCall {
  model: string;
  end: CallEnd;
  usage: ClaudeUsage;
}

/**
 * The same Claude, with its budget and its books kept: every call is set aside from here on, told to `budget` as it
 * costs, and recorded when it ends, also one that failed. Refuses nothing: ask `budget.mayCall` before. `turn` lets a
 * call go when it may, until it is recorded; what it throws instead is no call. `record` must not throw.
 */
export function meterClaude(
  claude: Claude,
  budget: ModelBudget,
  record: (call: ModelCall) => Promise<void>,
  turn: (request: ClaudeRequest, call: () => Promise<ClaudeAnswer>) => Promise<ClaudeAnswer> = (_, call) => call(),
): Claude {
  const call: Claude['send'] = (request, options) =>
    inSpan(spanOf(claude.model), async (span) => {
      let usage = NO_USAGE;
      let end: CallEnd = 'answered';
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
        span.set({
          'nectr.claude.end': end,
          'gen_ai.usage.input_tokens': usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
          'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
          'gen_ai.usage.output_tokens': usage.outputTokens,
        });
        await record({ model: claude.model, end, usage });
      }
    });
  return {
    model: claude.model,
    send: async (request, options) => {
      const held = budget.reserve({ tokensIn: estimateRequest(request), maxTokensOut: request.maxTokens });
      try {
        return await turn(request, () => call(request, options));
      } finally {
        held.release();
      }
    },
  };
}

/** https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/: never the prompt, nor the answer. */
function spanOf(model: string): SpanStart {
  const fields = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': model,
  };
  return { name: `chat ${model}`, kind: 'client', fields };
}

const NO_USAGE: ClaudeUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 };

function endOf(error: unknown): CallEnd {
  if (error instanceof ClaudeLimitedError) return 'limited';
  if (error instanceof ClaudeRefusedError) return 'refused';
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
