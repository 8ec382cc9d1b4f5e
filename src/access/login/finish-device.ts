import type { DataSource } from 'typeorm';
import { decryptText } from '../encrypt.js';
import type { SecretKeys } from '../sessions/session-token.js';
import { OAuthRefusedError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';
import { readPerson } from './read-person.js';
import { requestTokens } from './request-tokens.js';
import { HANDLE } from './start-device.js';
import { storePerson } from './store-person.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export type FinishedDevice =
  | { state: 'signed in'; userId: number; login: string }
  /** The person has not typed the code yet; `slower`: it was asked too soon, the interval is longer by 5 s now. */
  | { state: 'pending'; slower: boolean }
  | { state: 'denied' }
  | { state: 'expired' };

/**
 * Asks whether the person has agreed to the device, and stores them with GitHub's tokens, which never leave the server.
 * A handle that is not ours has expired. Throws `OAuthRefusedError` for other refusals, `OAuthUnavailableError`.
 */
export async function finishDevice(
  source: DataSource,
  app: OAuthApp,
  { handle, secretKeys }: { handle: string; secretKeys: SecretKeys },
): Promise<FinishedDevice> {
  const deviceCode = readHandle(handle, secretKeys);
  if (deviceCode === null) return { state: 'expired' };
  try {
    const tokens = await requestTokens(app, { device_code: deviceCode, grant_type: GRANT });
    const person = await readPerson(app, tokens.accessToken);
    const userId = await source.transaction((manager) => storePerson(manager, person, tokens, secretKeys));
    return { state: 'signed in', userId, login: person.login };
  } catch (error) {
    if (!(error instanceof OAuthRefusedError)) throw error;
    if (error.code === 'authorization_pending') return { state: 'pending', slower: false };
    if (error.code === 'slow_down') return { state: 'pending', slower: true };
    if (error.code === 'access_denied') return { state: 'denied' };
    if (['expired_token', 'token_expired', 'incorrect_device_code'].includes(error.code)) return { state: 'expired' };
    throw error;
  }
}

function readHandle(handle: string, secretKeys: SecretKeys): string | null {
  try {
    const text = decryptText(handle, secretKeys);
    return text.startsWith(HANDLE) ? text.slice(HANDLE.length) : null;
  } catch {
    return null;
  }
}
