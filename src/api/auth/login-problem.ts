import { OAuthUnavailableError, SignedOutError } from '../../access/login/errors.js';
import { Problem } from '../door/problem.js';

/** What asking GitHub for a person ends with, as the API tells it; null: it is about something else. */
export function loginProblem(error: unknown): Problem | null {
  if (error instanceof SignedOutError)
    return new Problem(401, 'GitHub takes your sign-in no longer: sign in again at /auth/github.', { cause: error });
  if (error instanceof OAuthUnavailableError)
    return new Problem(503, 'GitHub gives no answer about you: try again in a minute.', {
      cause: error,
      headers: { 'Retry-After': '60' },
    });
  return null;
}
