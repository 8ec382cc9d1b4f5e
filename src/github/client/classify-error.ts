import {
  GitHubLimitedError,
  GitHubTerminalError,
  GitHubUnavailableError,
  type TerminalReason,
} from './github-error.js';
import { limitedUntil } from './limited-until.js';

interface HttpFailure extends Error {
  status: number;
  response?: { headers: Record<string, string | number | undefined> };
}

/**
 * Turns what Octokit threw into what the run has to do: wait (`GitHubLimitedError`), give up
 * (`GitHubTerminalError`) or try the step again (`GitHubUnavailableError`). Everything else, such as 404's sibling
 * 422, comes back unchanged.
 */
export function classifyError(error: unknown, now: Date): unknown {
  if (!(error instanceof Error)) return error;
  if (error.cause instanceof GitHubUnavailableError || error.cause instanceof GitHubLimitedError) return error.cause;
  if (!isHttpFailure(error)) return error;
  if (isLimit(error)) return new GitHubLimitedError(limitedUntil(error.response?.headers ?? {}, now), { cause: error });
  const reason = terminalReason(error);
  if (reason) return new GitHubTerminalError(reason, `${ADVICE[reason]} (GitHub: ${error.message})`, { cause: error });
  // 407 and 408 come from what lies between us and GitHub.
  if (error.status >= 500 || error.status === 407 || error.status === 408)
    return new GitHubUnavailableError(`GitHub answered ${error.status}`, { cause: error });
  return error;
}

/** The status of an error that Octokit threw and `classifyError` left alone, else null. */
export function errorStatus(error: unknown): number | null {
  return error instanceof Error && isHttpFailure(error) ? error.status : null;
}

const ADVICE: Record<TerminalReason, string> = {
  suspended: 'The installation is suspended: an owner of the account has to unsuspend it',
  'not-found': 'The resource or installation does not exist, or the app may not see it',
  forbidden: 'The app lacks a permission: an owner has to accept its current permissions',
  gone: 'The resource was deleted',
  blocked: 'Access to the repository is blocked by GitHub',
  unauthorized: 'GitHub refuses the credentials: check APP_ID and the private key',
  archived: 'The repository is archived and cannot be written to',
  locked: 'The conversation is locked',
};

function isHttpFailure(error: Error): error is HttpFailure {
  return 'status' in error && typeof error.status === 'number';
}

function isLimit({ status, message, response }: HttpFailure): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const headers = response?.headers ?? {};
  if (headers['retry-after'] !== undefined) return true;
  if (String(headers['x-ratelimit-remaining'] ?? '') === '0') return true;
  return /secondary rate limit|rate limit exceeded|abuse detection/i.test(message);
}

function terminalReason({ status, message }: HttpFailure): TerminalReason | null {
  if (status === 401) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 410) return 'gone';
  if (status === 451) return 'blocked';
  // What a request for a token is told, if the owner has not accepted a permission or has taken it away.
  if (status === 422 && /permissions requested are not granted/i.test(message)) return 'forbidden';
  if (status !== 403) return null;
  if (/suspended/i.test(message)) return 'suspended';
  if (/archived/i.test(message)) return 'archived';
  if (/is locked/i.test(message)) return 'locked';
  if (/access blocked/i.test(message)) return 'blocked';
  return 'forbidden';
}
