import type { DataSource } from 'typeorm';
import type { Addresses } from '../addresses.js';
import { readCookie } from '../cookies.js';
import { createSession } from '../sessions/create-session.js';
import type { SecretKeys } from '../sessions/session-token.js';
import { LoginError, OAuthRefusedError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';
import { readPerson, type Person } from './read-person.js';
import { requestTokens, type UserTokens } from './request-tokens.js';
import { callbackUrl, loginCookie } from './start-login.js';
import { storePerson } from './store-person.js';
import { takeState, type TakenState } from './take-state.js';

export interface LoginCallback {
  code: string | null;
  state: string | null;
  /** GitHub's word if the person did not agree. */
  error: string | null;
  /** The header `Cookie`. */
  cookies: string | null;
  userAgent: string | null;
  /** The session id that the browser had before. */
  before: string | null;
}

/**
 * Ends a sign-in: the code is exchanged, the person read and stored, a session begun. Throws a LoginError, and then
 * nothing was stored but that the state is used up.
 */
export async function finishLogin(
  source: DataSource,
  app: OAuthApp,
  { addresses, secretKeys, callback }: { addresses: Addresses; secretKeys: SecretKeys; callback: LoginCallback },
): Promise<{ sid: string; returnTo: string; login: string }> {
  const { code, state, error, cookies, userAgent, before } = callback;
  const taken = await takeState(source, state, readCookie(loginCookie(addresses), cookies));
  if (error !== null) throw refusedByPerson(error);
  if (code === null || code === '') throw new LoginError('code_missing', 'the callback came without a code');
  const { tokens, person } = await exchange(app, code, taken, callbackUrl(addresses));
  const sid = await source.transaction(async (manager) => {
    const userId = await storePerson(manager, person, tokens, secretKeys);
    return createSession(manager, { userId, userAgent, before });
  });
  return { sid, returnTo: taken.returnTo, login: person.login };
}

async function exchange(
  app: OAuthApp,
  code: string,
  { codeVerifier }: TakenState,
  redirectUri: string,
): Promise<{ tokens: UserTokens; person: Person }> {
  try {
    const tokens = await requestTokens(app, { code, code_verifier: codeVerifier, redirect_uri: redirectUri });
    return { tokens, person: await readPerson(app, tokens.accessToken) };
  } catch (error) {
    if (!(error instanceof OAuthRefusedError))
      throw new LoginError('github_unavailable', 'GitHub gave no usable answer to the sign-in', { cause: error });
    if (error.code === 'bad_verification_code')
      throw new LoginError('code_rejected', 'GitHub does not take the code: it was used, or is too old', {
        cause: error,
      });
    throw new LoginError('github_refused', whyRefused(error.code), { cause: error });
  }
}

/** For the log: the person cannot mend it, the operator can. */
function whyRefused(code: string): string {
  if (code === 'incorrect_client_credentials')
    return 'GitHub refuses the App: compare GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET with its settings page';
  if (code === 'redirect_uri_mismatch')
    return "GitHub refuses the address: add BACKEND_URL/auth/github/callback as callback URL on the App's settings page";
  return `GitHub refused the sign-in: ${code}`;
}

function refusedByPerson(error: string): LoginError {
  if (error === 'access_denied') return new LoginError('access_denied', 'the person did not agree');
  if (error === 'application_suspended') return new LoginError('application_suspended', 'GitHub suspended the App');
  return new LoginError('github_refused', whyRefused(error.replaceAll(/[^\w-]/g, '?').slice(0, 100)));
}
