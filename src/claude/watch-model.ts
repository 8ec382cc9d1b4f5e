import { ClaudeRefusedError, type RefusedReason } from './claude-error.js';
import type { Claude } from './types.js';

/** What is wrong with the account or the configuration, and so with every request: the operator has to mend it. */
const OF_OPERATOR: ReadonlySet<RefusedReason> = new Set(['key', 'permission', 'billing', 'spend-limit', 'model']);

/** Whether an error is the operator's to mend. */
export function isOperatorTrouble(error: unknown): error is ClaudeRefusedError {
  return error instanceof ClaudeRefusedError && OF_OPERATOR.has(error.reason);
}

/**
 * The same Claude; `refused` hears when it begins to refuse what only the operator can mend, `answers` when it answers
 * for the first time and when it does again. Neither may throw.
 */
export function watchModel(
  claude: Claude,
  { refused, answers }: { refused(error: ClaudeRefusedError): void; answers(): void },
): Claude {
  let state: 'unknown' | 'answers' | 'refuses' = 'unknown';
  return {
    model: claude.model,
    send: async (request, options) => {
      try {
        const answer = await claude.send(request, options);
        if (state !== 'answers') answers();
        state = 'answers';
        return answer;
      } catch (error) {
        if (isOperatorTrouble(error) && state !== 'refuses') {
          state = 'refuses';
          refused(error);
        }
        throw error;
      }
    },
  };
}
