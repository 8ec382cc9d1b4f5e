import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { decryptText } from '../encrypt.js';
import { signOut } from '../sessions/end-sessions.js';
import type { SecretKeys } from '../sessions/session-token.js';
import { OAuthRefusedError, OAuthUnavailableError, SignedOutError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';
import { requestTokens } from './request-tokens.js';
import { storeTokens } from './store-tokens.js';

/** Longer than a request to GitHub may take: a process that died leaves the refresh to another one then. */
const REFRESH_SECONDS = 20;
const LOOK_MS = 100;
/** Refreshed before it runs out: what was asked with it must still arrive. */
const EARLY_SECONDS = 300;

/** The tokens with which GitHub is asked for a person. */
export interface UserTokenStore {
  /**
   * A good token of a user (`users.id`). Throws `SignedOutError` if there is none or GitHub refuses another one: then
   * all sessions of the user have ended; `OAuthUnavailableError` if GitHub is away.
   */
  token(userId: number): Promise<string>;
  /** GitHub answered 401 to this token: the next one that is asked for is another, or nobody is signed in any more. */
  refused(userId: number, token: string): Promise<void>;
}

interface StoredTokens {
  access: string | null;
  refresh: string | null;
  /** It runs out soon. */
  due: boolean;
  /** It has run out. */
  over: boolean;
}

/**
 * Reads and refreshes users' tokens. A refresh token is good for one use: parallel requests wait for one refresh, those
 * of other processes too, by a lease on the user's row; no transaction is open meanwhile.
 */
export function createUserTokens(source: DataSource, app: OAuthApp, secretKeys: SecretKeys): UserTokenStore {
  const underWay = new Map<number, Promise<string>>();
  const token = async (userId: number): Promise<string> => {
    const stored = await readTokens(source, userId);
    if (stored.access === null) throw new SignedOutError();
    if (!stored.due) return open(stored.access, secretKeys);
    const waiting = underWay.get(userId);
    if (waiting !== undefined) return waiting;
    const refreshing = refreshOnce({ source, app, secretKeys }, userId).finally(() => underWay.delete(userId));
    underWay.set(userId, refreshing);
    return refreshing;
  };
  return {
    token,
    refused: async (userId, refused) => {
      const { access, refresh } = await readTokens(source, userId);
      if (access === null || open(access, secretKeys) !== refused) return;
      if (refresh === null) return source.transaction((manager) => signOut(manager, userId));
      await source.query('UPDATE users SET token_expires_at = now() WHERE id = $1 AND access_token_encrypted = $2', [
        userId,
        access,
      ]);
    },
  };
}

interface Refreshing {
  source: DataSource;
  app: OAuthApp;
  secretKeys: SecretKeys;
}

/** Takes the lease and refreshes, or waits for whoever has it. */
async function refreshOnce({ source, app, secretKeys }: Refreshing, userId: number): Promise<string> {
  const deadline = Date.now() + REFRESH_SECONDS * 1000;
  for (;;) {
    const stored = await readTokens(source, userId);
    if (stored.access === null) throw new SignedOutError();
    if (!stored.due) return open(stored.access, secretKeys);
    if (await lease(source, userId, stored.access))
      return refresh({ source, app, secretKeys }, userId, { ...stored, access: stored.access });
    if (!stored.over) return open(stored.access, secretKeys);
    if (Date.now() > deadline) throw new OAuthUnavailableError('another process waits for GitHub too long');
    await sleep(LOOK_MS);
  }
}

async function refresh(
  { source, app, secretKeys }: Refreshing,
  userId: number,
  stored: StoredTokens & { access: string },
): Promise<string> {
  const { access } = stored;
  try {
    if (stored.refresh === null) throw new OAuthRefusedError('no_refresh_token');
    const refreshToken = open(stored.refresh, secretKeys);
    const tokens = await requestTokens(app, { grant_type: 'refresh_token', refresh_token: refreshToken });
    await storeTokens(source, userId, { tokens, secretKeys, instead: access });
    return tokens.accessToken;
  } catch (error) {
    if (isFinal(error)) return signedOut(source, userId, access, error);
    await source.query('UPDATE users SET token_refresh_until = NULL WHERE id = $1 AND access_token_encrypted = $2', [
      userId,
      access,
    ]);
    if (!stored.over) return open(access, secretKeys);
    // The App's own credentials are refused: nothing that the person has to answer for.
    if (error instanceof OAuthRefusedError)
      throw new OAuthUnavailableError('GitHub refuses the App: run `nectr doctor`', { cause: error });
    throw error;
  }
}

/** What signing in again helps against, and nothing else. */
function isFinal(error: unknown): boolean {
  if (error instanceof SignedOutError) return true;
  return error instanceof OAuthRefusedError && ['bad_refresh_token', 'no_refresh_token'].includes(error.code);
}

/** Unless the person has signed in meanwhile. */
async function signedOut(source: DataSource, userId: number, access: string, cause: unknown): Promise<never> {
  await source.transaction(async (manager) => {
    const rows: unknown[] = await manager.query(
      'SELECT 1 FROM users WHERE id = $1 AND access_token_encrypted = $2 FOR UPDATE',
      [userId, access],
    );
    if (rows.length > 0) await signOut(manager, userId);
  });
  throw new SignedOutError({ cause });
}

async function readTokens(source: DataSource, userId: number): Promise<StoredTokens> {
  const rows: StoredTokens[] = await source.query(
    `SELECT access_token_encrypted AS access, refresh_token_encrypted AS refresh,
            coalesce(token_expires_at < now() + make_interval(secs => $2), false) AS due,
            coalesce(token_expires_at <= now(), false) AS over
       FROM users WHERE id = $1`,
    [userId, EARLY_SECONDS],
  );
  return rows[0] ?? { access: null, refresh: null, due: false, over: false };
}

async function lease(source: DataSource, userId: number, access: string): Promise<boolean> {
  const [rows]: [unknown[], number] = await source.query(
    `UPDATE users SET token_refresh_until = now() + make_interval(secs => $3)
      WHERE id = $1 AND access_token_encrypted = $2 AND (token_refresh_until IS NULL OR token_refresh_until < now())
      RETURNING 1`,
    [userId, access, REFRESH_SECONDS],
  );
  return rows.length > 0;
}

/** A key that is gone is no fault of the person either, but they can mend it. */
function open(stored: string, secretKeys: SecretKeys): string {
  try {
    return decryptText(stored, secretKeys);
  } catch (error) {
    throw new SignedOutError({ cause: error });
  }
}
