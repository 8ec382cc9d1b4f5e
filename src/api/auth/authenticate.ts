import type { DataSource } from 'typeorm';
import type { Addresses } from '../../access/addresses.js';
import { readCookie } from '../../access/cookies.js';
import { findSession } from '../../access/sessions/find-session.js';
import { keepSession, sessionCookie } from '../../access/sessions/session-cookie.js';
import { readSession, signSession, type SecretKeys } from '../../access/sessions/session-token.js';
import { findToken } from '../../access/tokens/find-token.js';
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
 * up for by a cookie. Throws a Problem (403) for a cookie that another site's page sent along.
 */
export async function authenticate(
  { source, secretKeys, addresses }: AuthenticatePorts,
  request: Request,
): Promise<Authenticated | null> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const caller = await findToken(source, bearerOf(authorization));
    return caller && { caller, setCookie: null };
  }
  const cookie = readCookie(sessionCookie(addresses), request.headers.get('cookie'));
  if (cookie === null) return null;
  guardUnsafe(request, addresses);
  const session = await readSession(cookie, secretKeys);
  const caller = session && (await findSession(source, session.sid));
  if (session === null || caller === null) return null;
  const renewed = session.stale ? keepSession(addresses, await signSession(session.sid, secretKeys)) : null;
  return { caller, setCookie: renewed };
}

/** The token of a header `Authorization`; empty if it holds none. */
function bearerOf(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}
