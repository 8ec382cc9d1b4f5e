import { OAuthUnavailableError, SignedOutError } from '../../access/login/errors.js';
import { AccessUnavailableError, TokenRefusedError } from '../../access/tenancy/errors.js';
import { isTransientDatabaseError } from '../../database/is-transient-error.js';
import { Problem } from './problem.js';

/**
 * What an error is to the caller: a problem as it was thrown, a person whom GitHub does not know any more, GitHub or the
 * database without an answer. Null: a fault of ours.
 */
export function knownProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof SignedOutError || error instanceof TokenRefusedError)
    return new Problem(401, 'GitHub takes your sign-in no longer: sign in again at /auth/github.', { cause: error });
  if (error instanceof OAuthUnavailableError || error instanceof AccessUnavailableError) {
    const until = error instanceof AccessUnavailableError ? error.until : null;
    const seconds = until === null ? 60 : Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
    return unavailable('GitHub gives no answer about you: try again in a minute.', seconds, error);
  }
  if (isTransientDatabaseError(error))
    return unavailable('The database does not answer: try again in a moment.', 5, error);
  return null;
}

function unavailable(detail: string, seconds: number, cause: unknown): Problem {
  return new Problem(503, detail, { headers: { 'Retry-After': String(seconds) }, cause });
}
