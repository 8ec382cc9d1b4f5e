import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';
import { isOperatorTrouble } from './watch-model.js';

/** What an error of the model means for a review: smaller pieces help, or it goes on without the model. */
export type ModelTrouble = { kind: 'split' } | { kind: 'stop'; reason: string };

/** What an author reads of trouble that is the operator's: nothing that only that one could mend. */
export const NOT_AVAILABLE = "the reviewer's model is not available";

/**
 * What to do after an error of the model. `waits`: the caller can come back later, so that what passes by itself is
 * null (thrown on); without it, it ends the asking. `reader`: who reads the reason. Null for every other error.
 */
export function modelTrouble(
  error: unknown,
  { waits, reader }: { waits: boolean; reader: 'author' | 'operator' },
): ModelTrouble | null {
  if (reader === 'author' && isOperatorTrouble(error)) return { kind: 'stop', reason: NOT_AVAILABLE };
  if (error instanceof ClaudeRefusedError)
    return error.reason === 'too-large' ? { kind: 'split' } : { kind: 'stop', reason: error.message };
  if (waits) return null;
  if (error instanceof ClaudeLimitedError)
    return { kind: 'stop', reason: `${error.message} until ${error.until.toISOString()}` };
  return error instanceof ClaudeUnavailableError ? { kind: 'stop', reason: error.message } : null;
}
