import type { Addresses } from './addresses.js';

/**
 * A cookie of ours, as a browser takes it: over https its name begins with `__Host-`, so that no other host and no
 * unencrypted page can set one; over http, on this machine only, it has neither that nor `Secure` (api.md).
 */
export interface CookieForm {
  name: string;
  /** `; `-joined, without `Max-Age`. */
  attributes: string;
}

/** The form of the cookie of this name. `apart`: it has to come with requests of a page of another site. */
export function cookieForm(name: string, { backend }: Addresses, { apart }: { apart: boolean }): CookieForm {
  const secure = backend.startsWith('https:');
  const sameSite = apart && secure ? 'None' : 'Lax';
  return {
    name: secure ? `__Host-${name}` : name,
    attributes: `Path=/; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`,
  };
}

/** The header `Set-Cookie`; no seconds: the browser forgets it. `value` needs no encoding. */
export function setCookie({ name, attributes }: CookieForm, value: string, seconds: number): string {
  return `${name}=${value}; Max-Age=${seconds}; ${attributes}`;
}

/** The value of a cookie; null: there is none, or more than one, and nobody knows which is ours. */
export function readCookie({ name }: CookieForm, header: string | null): string | null {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? (values[0] ?? null) : null;
}
