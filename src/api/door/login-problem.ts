import { OAuthUnavailableError, SignedOutError } from '../../access/login/errors.js';
import { AccessUnavailableError, TokenRefusedError } from '../../access/tenancy/errors.js';
import { Problem } from './problem.js';

/** What asking GitHub for a person ends with, as the API tells it; null: it is about something else. */
export function loginProblem(error: unknown): Problem | null {
  if (error instanceof SignedOutError || error instanceof TokenRefusedError)
    return new Problem(401, 'GitHub takes your sign-in no longer: sign in again at /auth/github.', { cause: error });
  if (error instanceof OAuthUnavailableError || error instanceof AccessUnavailableError) {
    const until = error instanceof AccessUnavailableError ? error.until : null;
    const seconds = until === null ? 60 : Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
    const headers = { 'Retry-After': String(seconds) };
    return new Problem(503, 'GitHub gives no answer about you: try again in a minute.', { headers, cause: error });
  }
  return null;
}
