import { readCookie, setCookie, type CookieForm } from '../access/cookies.js';
import { SESSION_SECONDS } from './grants.js';

/** `Lax`: it has to come with the browser that GitHub leads back here. */
const form = (secure: boolean): CookieForm => ({
  name: 'nectr_setup',
  attributes: `Path=/setup; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
});

/** The token of the browser that sets up, as its cookies say; null: none. */
export function setupSession(cookies: string | null): string | null {
  return readCookie(form(false), cookies);
}

/** The header that makes a browser the one that sets up, for an hour. `secure`: it came over https. */
export function keepSetupSession(token: string, secure: boolean): string {
  return setCookie(form(secure), token, SESSION_SECONDS);
}

/** The header that ends it. */
export function forgetSetupSession(): string {
  return setCookie(form(false), '', 0);
}
