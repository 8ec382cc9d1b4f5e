import { z } from 'zod';
import { appJwt } from './app-jwt.js';
import { GitHubTerminalError, GitHubUnavailableError } from './github-error.js';
import { registerSecret } from '../../access/redact.js';
import type { TokenSource } from './job-tokens.js';

export interface AppCredentials {
  appId: string | number;
  privateKey: string;
}

export interface TokenScope {
  installationId: number;
  /** Exactly the repositories the job needs, normally one; empty: all of the installation. */
  repositoryIds: number[];
  permissions: Record<string, 'read' | 'write'>;
  /** What it is for, such as the id of a run: its steps have the same token. Absent: a token of its own. */
  job?: string;
}

const Answer = z.object({ token: z.string().min(1), expires_at: z.string() });
const RENEW_BEFORE_MS = 5 * 60_000;
const TOLERATED_SKEW_MS = 20_000;
/** GitHub's clock and ours differ, and what a token was sent with may be told late. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/** Sends one request; throws as `classifyError` says. */
export type Send = (
  route: string,
  parameters: Record<string, unknown>,
) => Promise<{ data: unknown; headers: { date?: string | undefined } }>;

/**
 * Returns a function that gives a token narrowed to `scope`, minted on first use and again shortly before it
 * expires; `fresh` bypasses what is kept. Throws what `send` throws.
 */
export function installationToken(app: AppCredentials, scope: TokenScope, send: Send): TokenSource {
  let kept: { token: string; expiresAt: number } | null = null;
  return async ({ fresh }) => {
    if (!fresh && kept && kept.expiresAt - RENEW_BEFORE_MS > Date.now()) return kept.token;
    const { data } = await mint(app, scope, send);
    const answer = Answer.safeParse(data);
    if (!answer.success) throw new GitHubUnavailableError('The token answer has no token', { cause: answer.error });
    kept = { token: answer.data.token, expiresAt: Date.parse(answer.data.expires_at) };
    registerSecret(kept.token, kept.expiresAt + FORGOTTEN_AFTER_MS);
    return kept.token;
  };
}

async function mint(app: AppCredentials, scope: TokenScope, send: Send) {
  const post = (skewMs: number) =>
    send('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: scope.installationId,
      ...(scope.repositoryIds.length > 0 ? { repository_ids: scope.repositoryIds } : {}),
      permissions: scope.permissions,
      headers: { authorization: `Bearer ${appJwt(app, new Date(), skewMs)}` },
    });
  try {
    return await post(0);
  } catch (error) {
    const skewMs = clockSkew(error);
    if (Math.abs(skewMs) < TOLERATED_SKEW_MS) throw error;
    return post(skewMs);
  }
}

/** GitHub's clock minus ours, from the `Date` of a refused request (a wrong clock makes the JWT invalid). */
function clockSkew(error: unknown): number {
  if (!(error instanceof GitHubTerminalError) || error.reason !== 'unauthorized') return 0;
  const { response } = error.cause as { response?: { headers?: { date?: string } } };
  const date = Date.parse(response?.headers?.date ?? '');
  return Number.isNaN(date) ? 0 : date - Date.now();
}
