import { createHash, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Addresses } from '../addresses.js';
import { cookieForm, readCookie, setCookie, type CookieForm } from '../cookies.js';
import { sha256 } from '../sha256.js';
import type { OAuthApp } from './oauth-app.js';
import { returnPath } from './return-path.js';

/** How long a person may take on GitHub's page. */
const LOGIN_SECONDS = 300;
const SECRET = /^[\w-]{43}$/;

/** The cookie that binds a sign-in to its browser; GitHub's redirect back is a navigation, which `Lax` goes with. */
export function loginCookie(addresses: Addresses): CookieForm {
  return cookieForm('nectr_login', addresses, { apart: false });
}

/** Where GitHub sends people back to. */
export function callbackUrl({ backend }: Addresses): string {
  return `${backend}/auth/github/callback`;
}

/**
 * Begins a sign-in (api.md): a row with the state, the PKCE verifier and where to go afterwards, good for five minutes
 * and one use, bound to the browser. A second one in another tab of a browser leaves the first one good.
 */
export async function startLogin(
  source: DataSource,
  app: OAuthApp,
  { addresses, returnTo, cookies }: { addresses: Addresses; returnTo: string | null; cookies: string | null },
): Promise<{ location: string; setCookie: string }> {
  const form = loginCookie(addresses);
  const known = readCookie(form, cookies);
  const browser = known !== null && SECRET.test(known) ? known : secret();
  const [state, verifier] = [secret(), secret()];
  await source.query('DELETE FROM oauth_states WHERE expires_at < now()');
  await source.query(
    `INSERT INTO oauth_states (state, code_verifier, return_to, browser_sha256, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
    [state, verifier, returnPath(returnTo), sha256(browser), LOGIN_SECONDS],
  );
  const page = new URL(`${app.web}/login/oauth/authorize`);
  page.search = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: callbackUrl(addresses),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return { location: page.href, setCookie: setCookie(form, browser, LOGIN_SECONDS) };
}

/** 256 bits. */
function secret(): string {
  return randomBytes(32).toString('base64url');
}
