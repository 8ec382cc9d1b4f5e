import { z } from 'zod';
import { askGitHub } from './ask-github.js';
import { OAuthRefusedError, OAuthUnavailableError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';

const Refusal = z.object({ error: z.string().max(100) });
const Tokens = z.object({
  access_token: z.string().min(1).max(2000),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).max(2000).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
});

/** What GitHub gives for a person; the App may be set to tokens that never run out. */
export interface UserTokens {
  accessToken: string;
  expiresAt: Date | null;
  refreshToken: string | null;
  refreshTokenExpiresAt: Date | null;
}

/**
 * Asks GitHub's token endpoint: with the code of a sign-in, with a refresh token, with a device code. GitHub refuses
 * with status 200 and `error` (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app).
 * Throws `OAuthRefusedError` with its word, `OAuthUnavailableError` without an answer.
 */
export async function requestTokens(app: OAuthApp, grant: Readonly<Record<string, string>>): Promise<UserTokens> {
  const asked = Date.now();
  const body = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...grant });
  const answer = await askGitHub(app, `${app.web}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const refusal = Refusal.safeParse(answer.body);
  if (refusal.success) throw new OAuthRefusedError(refusal.data.error.replaceAll(/[^\w-]/g, '?'));
  const tokens = Tokens.safeParse(answer.body);
  if (answer.status >= 400 || !tokens.success)
    throw new OAuthUnavailableError(`GitHub's token endpoint answered ${answer.status} without a token`);
  const { access_token, expires_in, refresh_token, refresh_token_expires_in } = tokens.data;
  const after = (seconds: number | undefined) => (seconds === undefined ? null : new Date(asked + seconds * 1000));
  return {
    accessToken: access_token,
    expiresAt: after(expires_in),
    refreshToken: refresh_token ?? null,
    refreshTokenExpiresAt: after(refresh_token_expires_in),
  };
}
