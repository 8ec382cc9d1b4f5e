import { randomBytes } from 'node:crypto';

/** A sign-in that a person agreed to, until the App fetches its tokens. */
export interface OAuthCode {
  login: string;
  redirectUri: string | null;
  /** Of PKCE, S256; null: none was asked for. */
  challenge: string | null;
  at: number;
}

/** A device that waits for its person. */
export interface OAuthDevice {
  userCode: string;
  at: number;
  polledAt: number;
  /** Seconds. */
  interval: number;
  login: string | null;
  denied: boolean;
}

/** What the sandbox knows of the App as people sign in with it. */
export interface OAuthState {
  clientSecret: string;
  /** Null: every address is a callback URL of the App. */
  callbackUrls: string[] | null;
  /** Who signs in without being asked; null: a page asks. */
  signIn: string | null;
  deviceFlow: boolean;
  /** Seconds between two questions of a device. */
  deviceInterval: number;
  /** Life of a user's token in seconds; null: the App has opted out of tokens that run out. */
  tokenSeconds: number | null;
  codes: Map<string, OAuthCode>;
  devices: Map<string, OAuthDevice>;
  /** Until when a user's token is good, milliseconds; one that is not here has no end. */
  expiries: Map<string, number>;
  /** Refresh tokens that were not used yet, with the token they were given with. */
  refreshTokens: Map<string, { login: string; accessToken: string }>;
}

/** The App's OAuth side, as GitHub sets a new App up. */
export function createOAuth(): OAuthState {
  return {
    clientSecret: randomBytes(20).toString('hex'),
    callbackUrls: null,
    signIn: null,
    deviceFlow: true,
    deviceInterval: 5,
    tokenSeconds: 8 * 3600,
    codes: new Map(),
    devices: new Map(),
    expiries: new Map(),
    refreshTokens: new Map(),
  };
}
