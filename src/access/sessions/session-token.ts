import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { deriveKey } from '../derive-key.js';
import { COOKIE_SECONDS } from './session-life.js';

const ISSUER = 'nectr';
const AUDIENCE = 'nectr session';
const SID = /^[\w-]{43}$/;
/** Ours have some 300 characters: a longer one is not worth a look. */
const LONGEST = 1024;

export type SecretKeys = readonly [string, ...string[]];

export interface SessionToken {
  sid: string;
  /** It has run out, or was made with the secret key before this one: the browser needs another. */
  stale: boolean;
}

/** The JWT that a cookie carries: HS256 by a key of its own, for 15 minutes. */
export async function signSession(sid: string, [newest]: SecretKeys, now = new Date()): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ sid })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + COOKIE_SECONDS)
    .sign(sessionKey(newest));
}

/**
 * Whose session a JWT names, or null if it is none that we signed for this. One that has run out still names its
 * session: its row decides (api.md, "Settled"). Rules: RFC 8725.
 */
export async function readSession(jwt: string, secretKeys: SecretKeys): Promise<SessionToken | null> {
  if (jwt.length > LONGEST) return null;
  for (const [index, secretKey] of secretKeys.entries()) {
    const read = await verify(jwt, sessionKey(secretKey));
    if (read !== null) return SID.test(read.sid) ? { sid: read.sid, stale: read.expired || index > 0 } : null;
  }
  return null;
}

async function verify(jwt: string, key: Uint8Array): Promise<{ sid: string; expired: boolean } | null> {
  const requiredClaims = ['exp', 'iat', 'jti', 'sid'];
  try {
    const { payload } = await jwtVerify(jwt, key, {
      algorithms: ['HS256'],
      typ: 'JWT',
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims,
    });
    return { sid: String(payload['sid']), expired: false };
  } catch (error) {
    // Thrown once everything else is found right: signature, issuer, audience, `nbf`.
    if (error instanceof errors.JWTExpired) return { sid: String(error.payload['sid']), expired: true };
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

function sessionKey(secretKey: string): Uint8Array {
  return deriveKey(secretKey, 'nectr session v1');
}
