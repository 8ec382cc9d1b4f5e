import { ClaudeRefusedError } from './claude-error.js';
import { estimateRequest } from './estimate-tokens.js';
import type { ModelBudget } from './model-budget.js';
import type { Claude } from './types.js';

/**
 * The same Claude for callers that send one request and know no budget: it asks for them. `send` throws
 * ClaudeRefusedError (`budget`) for a call that the budget does not allow.
 */
export function guardClaude(claude: Claude, budget: Pick<ModelBudget, 'mayCall'>): Claude {
  return {
    model: claude.model,
    send: async (request, options) => {
      const refusal = budget.mayCall({ tokensIn: estimateRequest(request), maxTokensOut: request.maxTokens });
      if (refusal !== null) throw new ClaudeRefusedError('budget', refusal);
      return claude.send(request, options);
    },
  };
}
