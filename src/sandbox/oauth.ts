import { randomBytes, randomInt } from 'node:crypto';
import { userNamed, type SandboxState } from './state.js';

const HOUR_SECONDS = 3600;
/** Digits and letters that nobody mixes up: GitHub's user codes. */
const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** The client id of the App; `GET /app` tells it too. */
export function clientIdOf(state: SandboxState): string {
  return `Iv1.${state.appId}`;
}

/** New tokens of a person, in the shape of GitHub's token endpoint. */
export function issueTokens(state: SandboxState, login: string) {
  const { oauth, userTokens } = state;
  const accessToken = `ghu_${randomBytes(18).toString('hex')}`;
  userTokens.set(accessToken, userNamed(state, login).login);
  const base = { access_token: accessToken, token_type: 'bearer', scope: '' };
  if (oauth.tokenSeconds === null) return base;
  const refreshToken = `ghr_${randomBytes(38).toString('hex')}`;
  oauth.expiries.set(accessToken, Date.now() + oauth.tokenSeconds * 1000);
  oauth.refreshTokens.set(refreshToken, { login, accessToken });
  return {
    ...base,
    expires_in: oauth.tokenSeconds,
    refresh_token: refreshToken,
    refresh_token_expires_in: 184 * 24 * HOUR_SECONDS,
  };
}

/** Whom a user's token speaks for; null: it is none, has run out or was revoked. */
export function loginOf(state: SandboxState, token: string): string | null {
  const end = state.oauth.expiries.get(token) ?? Infinity;
  return end > Date.now() ? (state.userTokens.get(token) ?? null) : null;
}

/** Takes a token back, with the refresh token that came with it. False: it is none. */
export function revokeToken(state: SandboxState, token: string): boolean {
  const { oauth, userTokens } = state;
  for (const [refreshToken, { accessToken }] of oauth.refreshTokens)
    if (accessToken === token) oauth.refreshTokens.delete(refreshToken);
  oauth.expiries.delete(token);
  return userTokens.delete(token);
}

/** A person revokes the App in their settings: all their tokens are taken back. */
export function revokeGrant(state: SandboxState, login: string): void {
  for (const [token, of] of state.userTokens) if (of.toLowerCase() === login.toLowerCase()) revokeToken(state, token);
}

/** Such as `WDJB-MJHT`. */
export function newUserCode(): string {
  const letters = Array.from({ length: 8 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
