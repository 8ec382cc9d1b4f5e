import type { DataSource } from 'typeorm';
import type { Addresses } from '../../access/addresses.js';
import { readCookie } from '../../access/cookies.js';
import type { Entered } from '../../access/count-requests.js';
import { enterBySession, findSession } from '../../access/sessions/find-session.js';
import { keepSession, sessionCookie } from '../../access/sessions/session-cookie.js';
import { readSession, signSession, type SecretKeys } from '../../access/sessions/session-token.js';
import { enterByToken, findToken } from '../../access/tokens/find-token.js';
import type { Authenticated } from '../ports.js';
import { guardUnsafe } from './guard-unsafe.js';

export interface AuthenticatePorts {
  source: DataSource;
  secretKeys: SecretKeys;
  /** Looked at with each request: the port may be known only once the server listens. */
  addresses: Addresses;
}

/**
 * Who sends a request: by its token, or else by its cookie. Null: nobody we know. A token that does not hold is not made
 * up for by a cookie. `count`: the request counts for its sender, in the statement that looks for them. Throws a Problem
 * (403) for a cookie that another site's page sent along.
 */
export async function authenticate(
  { source, secretKeys, addresses }: AuthenticatePorts,
  request: Request,
  { count = false }: { count?: boolean } = {},
): Promise<Authenticated | null> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const token = bearerOf(authorization);
    const entered = count ? await enterByToken(source, token) : uncounted(await findToken(source, token));
    return entered && { ...entered, setCookie: null };
  }
  const cookie = readCookie(sessionCookie(addresses), request.headers.get('cookie'));
  if (cookie === null) return null;
  guardUnsafe(request, addresses);
  const session = await readSession(cookie, secretKeys);
  if (session === null) return null;
  const { sid, stale } = session;
  const entered = count ? await enterBySession(source, sid) : uncounted(await findSession(source, sid));
  if (entered === null) return null;
  return { ...entered, setCookie: stale ? keepSession(addresses, await signSession(sid, secretKeys)) : null };
}

function uncounted(caller: Entered['caller'] | null): Pick<Authenticated, 'caller' | 'counted'> | null {
  return caller && { caller, counted: null };
}

/** The token of a header `Authorization`; empty if it holds none. */
function bearerOf(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}
