import { isApart, type Addresses } from '../addresses.js';
import { cookieForm, setCookie, type CookieForm } from '../cookies.js';
import { IDLE_DAYS } from './session-life.js';

/** The cookie of a session (api.md, "Login and sessions"). */
export function sessionCookie(addresses: Addresses): CookieForm {
  return cookieForm('nectr_session', addresses, { apart: isApart(addresses) });
}

/** The header that keeps a session's token in the browser as long as the session may be idle. */
export function keepSession(addresses: Addresses, token: string): string {
  return setCookie(sessionCookie(addresses), token, IDLE_DAYS * 86_400);
}

/** The header that makes a browser forget its session. */
export function forgetSession(addresses: Addresses): string {
  return setCookie(sessionCookie(addresses), '', 0);
}
