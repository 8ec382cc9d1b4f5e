import type { DataSource } from 'typeorm';
import { sha256 } from '../sha256.js';
import { LoginError } from './errors.js';

export interface TakenState {
  codeVerifier: string;
  returnTo: string;
}

/** 256 bits, as `startLogin` writes them; PostgreSQL refuses some other texts. */
const STATE = /^[\w-]{43}$/;

/**
 * Uses up the state of a sign-in: it is good once, for five minutes, in the browser that began it. Throws a LoginError
 * that says what is wrong. In a foreign browser it stays good for its own.
 */
export async function takeState(source: DataSource, state: string | null, browser: string | null): Promise<TakenState> {
  if (state === null || state === '') throw new LoginError('state_missing', 'the callback came without a state');
  if (!STATE.test(state)) throw new LoginError('state_unknown', 'the state of the callback is none of ours');
  const browserSha256 = browser === null ? null : sha256(browser);
  const [taken]: [TakenState[], number] = await source.query(
    `UPDATE oauth_states SET used = true
      WHERE state = $1 AND NOT used AND expires_at > now() AND browser_sha256 = $2
      RETURNING code_verifier AS "codeVerifier", return_to AS "returnTo"`,
    [state, browserSha256],
  );
  if (taken[0] !== undefined) return taken[0];
  const rows: { used: boolean; expired: boolean; own: boolean }[] = await source.query(
    `SELECT used, expires_at <= now() AS expired, browser_sha256 IS NOT DISTINCT FROM $2 AS own
       FROM oauth_states WHERE state = $1`,
    [state, browserSha256],
  );
  const row = rows[0];
  if (row === undefined) throw new LoginError('state_unknown', 'the state of the callback is not known');
  if (!row.own) throw new LoginError('state_foreign', 'the sign-in was begun in another browser');
  if (row.used) throw new LoginError('state_used', 'the state of the callback was used before');
  throw new LoginError('state_expired', 'the sign-in took longer than five minutes');
}
