import { z } from 'zod';
import { encryptText } from '../encrypt.js';
import type { SecretKeys } from '../sessions/session-token.js';
import { askGitHub } from './ask-github.js';
import { OAuthRefusedError, OAuthUnavailableError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';

const Refusal = z.object({ error: z.string().max(100) });
const Begun = z.object({
  device_code: z.string().min(1).max(200),
  user_code: z.string().min(1).max(50),
  verification_uri: z.url({ protocol: /^https?$/ }),
  expires_in: z.number().positive(),
  interval: z.number().positive(),
});

/** Begins what a handle holds, so that nothing else that we encrypted is taken for one. */
export const HANDLE = 'device code: ';

/** A sign-in of a device that has no browser. Seconds. */
export interface BegunDevice {
  /** For `finishDevice` alone: GitHub's device code, encrypted, so that nobody but us can ask for its tokens. */
  handle: string;
  /** What the person types at `verificationUri`. */
  userCode: string;
  verificationUri: string;
  expiresIn: number;
  interval: number;
}

/**
 * Begins GitHub's device flow (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-device-flow-to-generate-a-user-access-token).
 * Throws `OAuthRefusedError`, for example `device_flow_disabled`, and `OAuthUnavailableError`.
 */
export async function startDevice(app: OAuthApp, secretKeys: SecretKeys): Promise<BegunDevice> {
  const { status, body } = await askGitHub(app, `${app.web}/login/device/code`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: app.clientId }),
  });
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw new OAuthRefusedError(refusal.data.error.replaceAll(/[^\w-]/g, '?'));
  const begun = Begun.safeParse(body);
  if (status >= 400 || !begun.success)
    throw new OAuthUnavailableError(`GitHub answered ${status} without a device code`);
  const { device_code, user_code, verification_uri, expires_in, interval } = begun.data;
  return {
    handle: encryptText(`${HANDLE}${device_code}`, secretKeys),
    userCode: user_code,
    verificationUri: verification_uri,
    expiresIn: expires_in,
    interval,
  };
}
