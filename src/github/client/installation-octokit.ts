import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/core';
import type { CallPace } from './call-pace.js';
import { classifyError, errorStatus } from './classify-error.js';
import { countCalls, type CallObserver } from './count-calls.js';
import { guardedRequest } from './guarded-request.js';
import { installationToken, type AppCredentials, type TokenScope } from './installation-token.js';
import type { jobTokens } from './job-tokens.js';
import { refuseLimitedAnswer, tellLimit } from './tell-limit.js';

export type { Octokit };

export interface OctokitLog {
  warn(message: string): void;
  error(message: string): void;
}

export interface InstallationOctokitOptions extends AppCredentials {
  /** Such as `https://api.github.com` or `https://ghe.example/api/v3`. */
  baseUrl: string;
  log: OctokitLog;
  /** Null: nobody counts, for what calls GitHub a few times and ends. */
  pace: CallPace | null;
  /** Absent: each Octokit has a token of its own. */
  tokens?: ReturnType<typeof jobTokens>;
  fetch?: typeof globalThis.fetch;
  observe?: CallObserver | undefined;
  /** Scaled down in tests. */
  deadlineMs?: number;
  blobDeadlineMs?: number;
  retryDelayMs?: number;
}

/** A new token may be unknown to GitHub's replicas for a few seconds. */
const REPLICATION_DELAYS = [0, 1, 4];

/**
 * An Octokit for one job: its token is good for `scope` only. Nothing is retried behind the caller's back except
 * reads without an answer; limits are thrown, never slept through, and told to the pace, so that nobody else asks.
 * Throws (also from each call) `GitHubLimitedError`, `GitHubTerminalError`, `GitHubUnavailableError`, or Octokit's
 * `RequestError` for what is left (409, 422 …).
 */
export async function installationOctokit(options: InstallationOctokitOptions, scope: TokenScope): Promise<Octokit> {
  const retryDelayMs = options.retryDelayMs ?? 1000;
  const octokit = new Octokit({
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    // Debug lines of Octokit carry whole request bodies.
    log: { debug: () => undefined, info: () => undefined, warn: options.log.warn, error: options.log.error },
    request: guardedRequest({
      fetch: countCalls(options.fetch ?? globalThis.fetch, options.observe),
      pace: options.pace,
      deadlineMs: options.deadlineMs ?? 30_000,
      blobDeadlineMs: options.blobDeadlineMs ?? 60_000,
      retryDelayMs,
    }),
  });
  const make = () => installationToken(options, scope, (route, parameters) => octokit.request(route, parameters));
  const token = options.tokens?.(scope, make) ?? make();
  octokit.hook.wrap('request', async (request, parameters) => {
    try {
      if (parameters.headers.authorization) return await request(parameters);
      const send = async (fresh: boolean) => {
        // Inner hooks keep the options they were bound to: a changed copy would not reach the request.
        parameters.headers = { ...parameters.headers, authorization: `token ${await token({ fresh })}` };
        return request(parameters);
      };
      const answer = await send(false).catch((error: unknown) => sendAgain(error, send, retryDelayMs));
      await refuseLimitedAnswer(answer, { ...options, url: parameters.url });
      return answer;
    } catch (error) {
      const classified = classifyError(error, new Date());
      await tellLimit(classified, error, { ...options, url: parameters.url });
      throw classified;
    }
  });
  await token({ fresh: false });
  return octokit;
}

/** A 401 means that the token was revoked or is not yet known: one new token, then patience, then the error. */
async function sendAgain<T>(error: unknown, send: (fresh: boolean) => Promise<T>, delayMs: number): Promise<T> {
  let last = error;
  for (const [attempt, delay] of REPLICATION_DELAYS.entries()) {
    if (errorStatus(last) !== 401) throw last;
    await sleep(delay * delayMs);
    try {
      return await send(attempt === 0);
    } catch (next) {
      last = next;
    }
  }
  throw last;
}
