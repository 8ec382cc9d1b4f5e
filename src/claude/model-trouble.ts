import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from './claude-error.js';

/** What an error of the model means for a review: smaller pieces help, or it goes on without the model. */
export type ModelTrouble = { kind: 'split' } | { kind: 'stop'; reason: string };

/**
 * What to do after an error of the model. `waits`: the caller can come back later, so that what passes by itself is
 * null (thrown on); without it, it ends the asking. Null for every other error.
 */
export function modelTrouble(error: unknown, { waits }: { waits: boolean }): ModelTrouble | null {
  if (error instanceof ClaudeRefusedError)
    return error.reason === 'too-large' ? { kind: 'split' } : { kind: 'stop', reason: error.message };
  if (waits) return null;
  if (error instanceof ClaudeLimitedError)
    return { kind: 'stop', reason: `${error.message} until ${error.until.toISOString()}` };
  return error instanceof ClaudeUnavailableError ? { kind: 'stop', reason: error.message } : null;
}
